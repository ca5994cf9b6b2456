-- Dataset 7: class and balance at the period end, of the postings which the checkpoint covers.
with sealed as (
  select u.entry_id, c.first_index + u.n - 1 as index
  from tenant.ledger_chunk as c
  cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
  where c.first_index < :end_index::bigint
), balance as (
  select t.account_id, sum(t.amount) as amount
  from sealed as e
  join tenant.account_transaction as t on t.entry_id = e.entry_id
  where e.index < :end_index::bigint and t.value_on <= :on::date
  group by t.account_id
)
select c.class, a.currency, count(*) as account_count,
  coalesce(sum(b.amount), 0)::bigint as balance
from tenant.account as a
join tenant.loan_class as c
  on c.account_id = a.id and c.from_on <= :on::date and (c.to_on is null or c.to_on > :on::date)
left join balance as b on b.account_id = a.id
group by c.class, a.currency
order by c.class, a.currency
