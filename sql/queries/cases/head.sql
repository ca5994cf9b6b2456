-- The first cases of the queue. Level 0: any.
select c.id, c.subject_id
from tenant.collection_case c
where c.state = 2 and (:level::smallint = 0 or c.level = :level::smallint)
order by -c.priority, -c.overdue, -c.days_past_due, c.no
limit :count::bigint
