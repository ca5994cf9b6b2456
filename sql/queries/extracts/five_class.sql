-- Dataset 7: class and balance at the period end.
select c.class, a.currency, count(*) as account_count,
  coalesce(sum(b.balance), 0)::bigint as balance
from tenant.account as a
join tenant.loan_class as c
  on c.account_id = a.id and c.from_on <= :on::date and (c.to_on is null or c.to_on > :on::date)
cross join lateral (
  select sum(t.amount) as balance
  from tenant.account_transaction as t
  where t.account_id = a.id and t.value_on <= :on::date) as b
group by c.class, a.currency
order by c.class, a.currency
