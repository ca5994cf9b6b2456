-- columnar
-- An act, to know which case it belongs to.
select q.n, a.id, a.case_id
from unnest(:action_id::uuid[]) with ordinality as q (action_id, n)
join tenant.case_action a on a.id = q.action_id
