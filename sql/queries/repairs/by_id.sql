-- columnar
-- A repair.
select q.n, r.id, r.subject_id, r.state, r.severity as "severity?", r.cause as "cause?",
  r.officer_id as "officer_id?", r.assessor_id as "assessor_id?", r.approver_id as "approver_id?",
  r.commitment_sha256 as "commitment_sha256?", r.plan_sha256 as "plan_sha256?",
  r.score_before as "score_before?", r.tier_before as "tier_before?",
  r.score_after as "score_after?", r.tier_after as "tier_after?",
  r.months_at_dpd_0 as "months_at_dpd_0?", r.opened_on, r.closed_on as "closed_on?"
from unnest(:repair_id::uuid[]) with ordinality as q (repair_id, n)
join tenant.repair_case r on r.id = q.repair_id
