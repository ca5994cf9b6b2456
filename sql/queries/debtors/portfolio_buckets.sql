-- Accounts and money by bucket.
select a.bucket, count(*) as account_count, sum(a.balance_as_of)::bigint as balance,
  sum(a.overdue)::bigint as overdue
from tenant.account a
group by a.bucket
order by a.bucket
