-- columnar
-- Closes a case with its reason.
update tenant.collection_case c
set state = q.state, close_reason = q.close_reason, closed_on = q.closed_on,
  version = c.version + 1
from unnest(:id::uuid[], :state::smallint[], :close_reason::smallint[], :closed_on::date[])
  as q (id, state, close_reason, closed_on)
where c.id = q.id
