-- columnar
-- The repairs of a debtor.
select q.n, r.id, r.state, r.closed_on as "closed_on?"
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
join tenant.repair_case r on r.subject_id = q.subject_id
order by q.n, r.opened_on, r.id
