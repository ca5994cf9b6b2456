-- columnar
-- The records of a repair, in order.
select q.n, s.no, s.stage, s.state, s.event, s.entered_at, s.principal_id
from unnest(:repair_id::uuid[]) with ordinality as q (repair_id, n)
join tenant.repair_stage_record s on s.repair_id = q.repair_id
order by q.n, s.no
