-- Cases in the order of the queue, after the one named by its sort key. State 0: all open.
select c.id, c.subject_id, p.wrapped_key, c.no, c.state, c.level, c.level_rule, c.priority,
  c.currency, c.claim_at_open, c.overdue, c.days_past_due, c.opened_on, c.owner_id as "owner_id?",
  c.close_reason as "close_reason?"
from tenant.collection_case c
join tenant.pii_subject p on p.subject_id = c.subject_id
where (c.state = :state::smallint or (:state::smallint = 0 and c.state <= 12))
  and (:level::smallint = 0 or c.level = :level::smallint)
  and (not :mine::boolean or c.owner_id = :principal_id::uuid)
  and (-c.priority, -c.overdue, -c.days_past_due, c.no)
    > (-:after_priority::integer, -:after_overdue::bigint, -:after_days::integer, :after_no::text)
order by c.priority desc, c.overdue desc, c.days_past_due desc, c.no
limit :size::bigint
