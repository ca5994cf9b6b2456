-- columnar
-- Gives a case to a collector.
update tenant.collection_case c
set state = q.state, owner_id = q.owner_id, assigned_at = q.assigned_at, version = c.version + 1
from unnest(:id::uuid[], :state::smallint[], :owner_id::uuid[], :assigned_at::timestamptz[])
  as q (id, state, owner_id, assigned_at)
where c.id = q.id
