-- columnar
-- Stores a repair after an event.
update tenant.repair_case r
set state = q.state, severity = q.severity, cause = q.cause, officer_id = q.officer_id,
  assessor_id = q.assessor_id, approver_id = q.approver_id,
  commitment_sha256 = q.commitment_sha256, plan_sha256 = q.plan_sha256,
  score_before = q.score_before, tier_before = q.tier_before, score_after = q.score_after,
  tier_after = q.tier_after, months_at_dpd_0 = q.months_at_dpd_0, closed_on = q.closed_on,
  version = r.version + 1
from unnest(:id::uuid[], :state::smallint[], :severity?::smallint[], :cause?::bytea[],
  :officer_id?::uuid[], :assessor_id?::uuid[], :approver_id?::uuid[],
  :commitment_sha256?::bytea[], :plan_sha256?::bytea[], :score_before?::bigint[],
  :tier_before?::text[], :score_after?::bigint[], :tier_after?::text[],
  :months_at_dpd_0?::integer[], :closed_on?::date[])
  as q (id, state, severity, cause, officer_id, assessor_id, approver_id, commitment_sha256,
  plan_sha256, score_before, tier_before, score_after, tier_after, months_at_dpd_0, closed_on)
where r.id = q.id
