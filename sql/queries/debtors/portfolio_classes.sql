-- Accounts and money by five-tier class.
select a.loan_class, count(*) as account_count, sum(a.balance_as_of)::bigint as balance
from tenant.account a
group by a.loan_class
order by a.loan_class
