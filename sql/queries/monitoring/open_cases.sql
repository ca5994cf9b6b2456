-- The open cases of some debtors.
select c.id, c.subject_id, c.portfolio, c.level, c.level_rule, c.priority, c.priority_trace,
  c.state, c.overdue, c.days_past_due
from tenant.collection_case c
where c.subject_id = any(:subject_ids::uuid[]) and c.state <= 12
order by c.subject_id, c.id
