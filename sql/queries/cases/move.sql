-- columnar
-- Moves a case along machine 1.
update tenant.collection_case c
set state = q.state, version = c.version + 1
from unnest(:id::uuid[], :state::smallint[]) as q (id, state)
where c.id = q.id
