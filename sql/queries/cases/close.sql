-- columnar
-- Closes a case with its reason; its figures stay those of the last run.
update tenant.collection_case c
set state = q.state, close_reason = q.close_reason, closed_on = q.closed_on,
  figures_on = (select d.last_closed_on from tenant.business_day d), version = c.version + 1
from unnest(:id::uuid[], :state::smallint[], :close_reason::smallint[], :closed_on::date[])
  as q (id, state, close_reason, closed_on)
where c.id = q.id
