-- columnar
-- Moves an account by a posting, with its standing as of the business date.
update tenant.account a
set version = q.version, balance = q.balance, balance_as_of = q.balance_as_of,
  days_past_due = q.days_past_due, first_past_due_on = q.first_past_due_on, overdue = q.overdue
from unnest(:account_id::uuid[], :version::bigint[], :balance::bigint[], :balance_as_of::bigint[],
  :days_past_due::integer[], :first_past_due_on?::date[], :overdue::bigint[])
  as q (account_id, version, balance, balance_as_of, days_past_due, first_past_due_on, overdue)
where a.id = q.account_id
