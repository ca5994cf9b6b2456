-- The first cases of the queue; those without arrears at the last run come last. Level 0: any.
-- Either part reads an index in its order.
select c.id, c.subject_id
from (
  (select a.id, a.subject_id, a.priority, a.overdue, a.days_past_due, a.no
  from tenant.collection_case a
  where a.state = 2 and (:level::smallint = 0 or a.level = :level::smallint)
    and (a.overdue > 0 or a.days_past_due > 0)
  order by -a.priority, -a.overdue, -a.days_past_due, a.no
  limit :count::bigint)
  union all
  (select b.id, b.subject_id, b.priority, b.overdue, b.days_past_due, b.no
  from tenant.collection_case b
  where b.state = 2 and (:level::smallint = 0 or b.level = :level::smallint)
    and b.overdue <= 0 and b.days_past_due <= 0
  order by -b.priority, -b.overdue, -b.days_past_due, b.no
  limit :count::bigint)
) c
order by (c.overdue > 0 or c.days_past_due > 0) desc, -c.priority, -c.overdue,
  -c.days_past_due, c.no
limit :count::bigint
