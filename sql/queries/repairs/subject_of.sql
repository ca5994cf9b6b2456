-- columnar
-- The debtor of a repair; never changes.
select q.n, r.subject_id
from unnest(:repair_id::uuid[]) with ordinality as q (repair_id, n)
join tenant.repair_case r on r.id = q.repair_id
