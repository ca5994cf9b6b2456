-- The money and the version of each account are those of its transactions and ledger entries.
-- Run for one tenant, as somebody who may read all of its tables.
select format('account %s: balance %s, its transactions sum to %s', a.id, a.balance, t.amount)
  as finding
from tenant.account a
left join lateral (
  select coalesce(sum(x.amount), 0) as amount
  from tenant.account_transaction x
  where x.account_id = a.id
) t on true
where a.balance <> t.amount
order by a.id;

select format('account %s: version %s, it has %s entries', a.id, a.version, e.entry_count)
  as finding
from tenant.account a
left join (
  select x.account_id, count(*) as entry_count
  from tenant.ledger_entry x
  where x.account_id is not null
  group by x.account_id
) e on e.account_id = a.pseudonym
where a.version <> coalesce(e.entry_count, 0)
order by a.id;

-- The versions in the leaves run from 1 without a gap.
select format('account %s: %s entries, the versions %s to %s', e.account_id, count(*),
  min(e.version), max(e.version)) as finding
from (
  select x.account_id,
    (convert_from(x.leaf, 'UTF8')::json ->> 'account_version')::bigint as version
  from tenant.ledger_entry x
  where x.account_id is not null
) e
group by e.account_id
having min(e.version) <> 1 or max(e.version) <> count(*) or count(distinct e.version) <> count(*)
order by e.account_id;

select format('entry of the account %s, which is not there', e.account_id) as finding
from tenant.ledger_entry e
where e.account_id is not null
  and not exists (select from tenant.account a where a.pseudonym = e.account_id)
order by e.account_id;
