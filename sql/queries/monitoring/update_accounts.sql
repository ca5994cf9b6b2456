-- columnar
-- Brings accounts to their standing as of the closing day.
update tenant.account a
set as_of_on = q.as_of_on, balance_as_of = q.balance_as_of, days_past_due = q.days_past_due,
  bucket = q.bucket, first_past_due_on = q.first_past_due_on, overdue = q.overdue,
  loan_class = q.loan_class, version = q.version
from unnest(:account_id::uuid[], :as_of_on::date[], :balance_as_of::bigint[],
  :days_past_due::integer[], :bucket::smallint[], :first_past_due_on?::date[], :overdue::bigint[],
  :loan_class::smallint[], :version::bigint[])
  as q (account_id, as_of_on, balance_as_of, days_past_due, bucket, first_past_due_on, overdue,
  loan_class, version)
where a.id = q.account_id
