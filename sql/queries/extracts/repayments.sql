-- Dataset 5: the receipts of a period, by pseudonym. Of what the checkpoint covers, those which no
-- extract before could hold: recorded since by an entry, or valued since.
with wanted as (
  select t.id
  from tenant.ledger_chunk as c
  cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
  join tenant.account_transaction as t on t.entry_id = u.entry_id
  where c.first_index > :first_index::bigint - 256
    and c.first_index < :end_index::bigint
    and c.first_index + u.n - 1 >= :first_index::bigint
    and c.first_index + u.n - 1 < :end_index::bigint
    and t.type in (2, 3) and t.value_on <= :until_on::date
  union
  select t.id
  from tenant.account_transaction as t
  join tenant.ledger_entry as e on e.entry_id = t.entry_id
  join tenant.ledger_chunk as c
    on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
  where t.type in (2, 3)
    and t.value_on > :after_on::date and t.value_on <= :until_on::date
    and c.first_index + array_position(c.entry_ids, e.entry_id) - 1 < :end_index::bigint
)
select t.id, a.pseudonym as account, t.type, t.value_on, -t.amount as amount, a.currency
from wanted as w
join tenant.account_transaction as t on t.id = w.id
join tenant.account as a on a.id = t.account_id
order by t.value_on, t.id
