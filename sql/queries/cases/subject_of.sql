-- columnar
-- The debtor of a case; never changes.
select q.n, c.subject_id
from unnest(:case_id::uuid[]) with ordinality as q (case_id, n)
join tenant.collection_case c on c.id = q.case_id
