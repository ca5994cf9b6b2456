-- columnar
-- The debtor of an alert; never changes.
select q.n, a.subject_id
from unnest(:alert_id::uuid[]) with ordinality as q (alert_id, n)
join tenant.alert a on a.id = q.alert_id
