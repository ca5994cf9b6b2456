-- columnar
-- Stores new debtors; the display token is numbered from the counter, which the caller advanced.
-- `lpad` would cut a number of more than six digits.
insert into tenant.subject (id, pseudonym, display_token, kind, time_zone, generated,
  first_overdue_on, created_at, created_by)
select q.id, q.pseudonym, 'D-' || lpad(drawn.no, greatest(6, length(drawn.no)), '0'), 1,
  q.time_zone, q.generated, q.first_overdue_on, q.created_at, q.created_by
from unnest(:id::uuid[], :pseudonym::uuid[], :time_zone::text[], :generated::boolean[],
  :first_overdue_on?::date[], :created_at::timestamptz[], :created_by::uuid[])
  with ordinality as q (id, pseudonym, time_zone, generated, first_overdue_on, created_at,
  created_by, n)
cross join tenant.counter c
cross join lateral (
  select (c.value - cardinality(:id::uuid[]) + q.n)::text as no) as drawn
where c.name = 'debtor_no'
order by q.n
