-- columnar
-- Opens cases, opened and classified at once. One statement draws the numbers and stores the rows.
-- `lpad` would cut a number of more than six digits.
with drawn as (
  update tenant.counter c
  set value = c.value + cardinality(:id::uuid[])
  where c.name = 'case_no'
  returning c.value
)
insert into tenant.collection_case (id, no, subject_id, portfolio, level, level_rule, priority,
  priority_trace, state, currency, claim_at_open, overdue, days_past_due, policy_version,
  opened_on, classified_on)
select q.id,
  'C-' || lpad(number.no, greatest(6, length(number.no)), '0'),
  q.subject_id, q.portfolio, q.level, q.level_rule, q.priority, q.priority_trace, q.state,
  q.currency, q.claim_at_open, q.overdue, q.days_past_due, q.policy_version, q.opened_on,
  q.opened_on
from unnest(:id::uuid[], :subject_id::uuid[], :portfolio::smallint[], :level::smallint[],
  :level_rule::text[], :priority::integer[], :priority_trace::text[], :state::smallint[],
  :currency::text[], :claim_at_open::bigint[], :overdue::bigint[], :days_past_due::integer[],
  :policy_version::integer[], :opened_on::date[])
  with ordinality as q (id, subject_id, portfolio, level, level_rule, priority, priority_trace,
  state, currency, claim_at_open, overdue, days_past_due, policy_version, opened_on, n)
cross join drawn
cross join lateral (
  select (drawn.value - cardinality(:id::uuid[]) + q.n)::text as no) as number
order by q.n
