-- Repairs before an opening day and id, the newest first.
select r.id, r.subject_id, r.state, r.severity as "severity?", r.opened_on,
  r.score_before as "score_before?", r.tier_before as "tier_before?",
  r.score_after as "score_after?", r.tier_after as "tier_after?",
  r.months_at_dpd_0 as "months_at_dpd_0?"
from tenant.repair_case r
where (r.opened_on, r.id) < (:before_on::date, :before_id::uuid)
order by r.opened_on desc, r.id desc
limit :size::bigint
