-- columnar
-- An alert with its debtor's wrapped key, under which its note is sealed.
select q.n, a.id, a.position, a.subject_id, a.rule, a.severity, a.state, a.fired_at, a.business_on,
  a.evidence_ids, a.outcome as "outcome?", a.assignee_id as "assignee_id?", p.wrapped_key
from unnest(:alert_id::uuid[]) with ordinality as q (alert_id, n)
join tenant.alert a on a.id = q.alert_id
join tenant.pii_subject p on p.subject_id = a.subject_id
