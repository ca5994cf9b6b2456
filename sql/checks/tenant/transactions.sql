-- Each transaction and each agreement has its ledger entry, with the same account, date and money.
select format('transaction %s: no entry %s', t.id, t.entry_id) as finding
from tenant.account_transaction t
where not exists (select from tenant.ledger_entry e where e.entry_id = t.entry_id)
order by t.id;

select format('agreement %s: no entry %s', g.id, g.entry_id) as finding
from tenant.agreement g
where not exists (
  select from tenant.ledger_entry e where e.entry_id = g.entry_id and e.kind = 1)
order by g.id;

select format('transaction %s and its entry differ in account, date or recorded time', t.id)
  as finding
from tenant.account_transaction t
join tenant.account a on a.id = t.account_id
join tenant.ledger_entry e on e.entry_id = t.entry_id
where e.account_id is distinct from a.pseudonym or e.effective_on <> t.value_on
  or e.recorded_at <> t.recorded_at
order by t.id;

select format('transaction %s: amount %s, its entry posts %s', t.id, t.amount, p.amount)
  as finding
from tenant.account_transaction t
join tenant.account a on a.id = t.account_id
join tenant.ledger_entry e on e.entry_id = t.entry_id
cross join lateral (
  select coalesce(sum((x ->> 'amount')::bigint), 0) as amount
  from json_array_elements(convert_from(e.leaf, 'UTF8')::json -> 'postings') as x
  where x ->> 'account' = replace(a.pseudonym::text, '-', '') and x ->> 'currency' = a.currency
) p
where p.amount <> t.amount
order by t.id;

select format('entry %s names two transactions', t.entry_id) as finding
from tenant.account_transaction t
group by t.entry_id
having count(*) > 1
order by t.entry_id;
