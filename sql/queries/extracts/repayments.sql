-- Dataset 5: the receipts of a period, by pseudonym. Of what the checkpoint covers, those which no
-- extract before could hold: recorded since by an entry, or valued since.
with sealed as (
  select u.entry_id, c.first_index + u.n - 1 as index
  from tenant.ledger_chunk as c
  cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
  where c.first_index < :end_index::bigint
)
select t.id, a.pseudonym as account, t.type, t.value_on, -t.amount as amount, a.currency
from sealed as e
join tenant.account_transaction as t on t.entry_id = e.entry_id
join tenant.account as a on a.id = t.account_id
where t.type in (2, 3) and e.index < :end_index::bigint and t.value_on <= :until_on::date
  and (e.index >= :first_index::bigint or t.value_on > :after_on::date)
order by t.value_on, t.id
