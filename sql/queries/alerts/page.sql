-- Alerts below a position, the newest first. State 0: all.
select a.id, a.position, a.subject_id, a.rule, a.severity, a.state, a.fired_at, a.business_on,
  a.evidence_ids
from tenant.alert a
where a.position < :before
  and (:state::smallint = 0 or a.state = :state::smallint)
  and (:debtor_id?::uuid is null or a.subject_id = :debtor_id::uuid)
order by a.position desc
limit :size::bigint
