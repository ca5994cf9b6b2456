-- columnar
-- Stores agreements.
insert into tenant.agreement (id, subject_id, product, principal_amount, currency, signed_on,
  entry_id, created_at, created_by)
select q.id, q.subject_id, q.product, q.principal_amount, q.currency, q.signed_on, q.entry_id,
  q.created_at, q.created_by
from unnest(:id::uuid[], :subject_id::uuid[], :product::smallint[], :principal_amount::bigint[],
  :currency::text[], :signed_on::date[], :entry_id::uuid[], :created_at::timestamptz[],
  :created_by::uuid[])
  as q (id, subject_id, product, principal_amount, currency, signed_on, entry_id, created_at,
  created_by)
