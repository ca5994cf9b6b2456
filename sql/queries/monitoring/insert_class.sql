-- columnar
-- Stores the class of accounts from a day on.
insert into tenant.loan_class (account_id, from_on, class, regime, cause, recorded_at)
select q.account_id, q.from_on, q.class, q.regime, q.cause, q.recorded_at
from unnest(:account_id::uuid[], :from_on::date[], :class::smallint[], :regime::text[],
  :cause::smallint[], :recorded_at::timestamptz[])
  as q (account_id, from_on, class, regime, cause, recorded_at)
