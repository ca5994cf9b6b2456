-- columnar
-- Appends observations, each with its legal basis.
insert into tenant.asset_observation (id, asset_id, subject_id, source_id, legal_basis_id,
  consent_id, kind, observed_on, old_amount, new_amount, old_share_ppm, new_share_ppm, currency,
  confidence_ppm, generated, recorded_at)
select q.id, q.asset_id, q.subject_id, q.source_id, q.legal_basis_id, q.consent_id, q.kind,
  q.observed_on, q.old_amount, q.new_amount, q.old_share_ppm, q.new_share_ppm, q.currency,
  q.confidence_ppm, q.generated, q.recorded_at
from unnest(:id::uuid[], :asset_id::uuid[], :subject_id::uuid[], :source_id::uuid[],
  :legal_basis_id::uuid[], :consent_id?::uuid[], :kind::smallint[], :observed_on::date[],
  :old_amount?::bigint[], :new_amount?::bigint[], :old_share_ppm?::bigint[],
  :new_share_ppm?::bigint[], :currency?::text[], :confidence_ppm::bigint[],
  :generated::boolean[], :recorded_at::timestamptz[])
  as q (id, asset_id, subject_id, source_id, legal_basis_id, consent_id, kind, observed_on,
  old_amount, new_amount, old_share_ppm, new_share_ppm, currency, confidence_ppm, generated,
  recorded_at)
