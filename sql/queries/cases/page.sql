-- Cases in the order of the queue, after the one named by its sort key. State 0: all open. Either
-- part reads no more than its page, from an index of its own.
select c.id, c.subject_id, p.wrapped_key, c.no, c.state, c.level, c.level_rule, c.priority,
  c.currency, c.claim_at_open, c.overdue, c.days_past_due, c.opened_on, c.owner_id as "owner_id?",
  c.close_reason as "close_reason?",
  coalesce(c.figures_on, (select d.last_closed_on from tenant.business_day d))
    as "figures_on?"
from (
  (select a.*
  from tenant.collection_case a
  where :state::smallint = 0 and a.state <= 12
    and (:level::smallint = 0 or a.level = :level::smallint)
    and (not :mine::boolean or a.owner_id = :principal_id::uuid)
    and (-a.priority, -a.overdue, -a.days_past_due, a.no)
      > (-:after_priority::integer, -:after_overdue::bigint, -:after_days::integer, :after_no::text)
  order by -a.priority, -a.overdue, -a.days_past_due, a.no
  limit :size::bigint)
  union all
  (select b.*
  from tenant.collection_case b
  where :state::smallint <> 0 and b.state = :state::smallint
    and (:level::smallint = 0 or b.level = :level::smallint)
    and (not :mine::boolean or b.owner_id = :principal_id::uuid)
    and (-b.priority, -b.overdue, -b.days_past_due, b.no)
      > (-:after_priority::integer, -:after_overdue::bigint, -:after_days::integer, :after_no::text)
  order by -b.priority, -b.overdue, -b.days_past_due, b.no
  limit :size::bigint)
) c
cross join lateral (
  select k.wrapped_key
  from tenant.pii_subject k
  where k.subject_id = c.subject_id
  limit 1
) p
order by -c.priority, -c.overdue, -c.days_past_due, c.no
