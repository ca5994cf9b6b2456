-- columnar
-- Moves an alert along machine 2; an empty note keeps the one before.
update tenant.alert a
set state = q.state, assignee_id = q.assignee_id, outcome = q.outcome,
  note = coalesce(q.note, a.note), version = a.version + 1
from unnest(:id::uuid[], :state::smallint[], :assignee_id?::uuid[], :outcome?::smallint[],
  :note?::bytea[]) as q (id, state, assignee_id, outcome, note)
where a.id = q.id
