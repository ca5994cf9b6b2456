-- columnar
-- Brings open cases to the closing day; the level and place in the queue of waiting ones included.
update tenant.collection_case c
set level = q.level, level_rule = q.level_rule, priority = q.priority,
  priority_trace = q.priority_trace, overdue = q.overdue, days_past_due = q.days_past_due,
  version = c.version + 1
from unnest(:id::uuid[], :level::smallint[], :level_rule::text[], :priority::integer[],
  :priority_trace::text[], :overdue::bigint[], :days_past_due::integer[])
  as q (id, level, level_rule, priority, priority_trace, overdue, days_past_due)
where c.id = q.id
