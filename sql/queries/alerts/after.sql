-- Alerts above a position, the oldest first.
select a.id, a.position, a.subject_id, a.rule, a.severity, a.state, a.fired_at, a.business_on,
  a.evidence_ids
from tenant.alert a
where a.position > :after
order by a.position
limit :size::bigint
