-- The columns of each ledger entry repeat its leaf, which is the tenant's; its postings sum to zero.
select format('entry %s: a column differs from the leaf', e.entry_id) as finding
from tenant.ledger_entry e
cross join lateral (select convert_from(e.leaf, 'UTF8')::json as leaf) l
where (l.leaf ->> 'entry')::uuid is distinct from e.entry_id
  or (l.leaf ->> 'kind')::smallint is distinct from e.kind
  or (l.leaf ->> 'subject')::uuid is distinct from e.subject_id
  or (l.leaf ->> 'account')::uuid is distinct from e.account_id
  or (l.leaf ->> 'effective_at')::date is distinct from e.effective_on
  or (l.leaf ->> 'recorded_at')::timestamptz is distinct from e.recorded_at
order by e.entry_id;

select format('entry %s: the hash is not that of the leaf', e.entry_id) as finding
from tenant.ledger_entry e
where e.leaf_hash <> sha256('\x00'::bytea || e.leaf)
order by e.entry_id;

select format('entry %s names another tenant than entry %s', e.entry_id, f.entry_id) as finding
from tenant.ledger_entry e
cross join (select x.entry_id, x.leaf from tenant.ledger_entry x order by x.seq limit 1) f
where convert_from(e.leaf, 'UTF8')::json ->> 'tenant'
  <> convert_from(f.leaf, 'UTF8')::json ->> 'tenant'
order by e.entry_id;

select format('entry %s: postings sum to %s %s', e.entry_id, sum((x ->> 'amount')::numeric),
  x ->> 'currency') as finding
from tenant.ledger_entry e
cross join lateral json_array_elements(convert_from(e.leaf, 'UTF8')::json -> 'postings') as x
group by e.entry_id, x ->> 'currency'
having sum((x ->> 'amount')::numeric) <> 0
order by e.entry_id;

select format('entry of the person %s, who is not there', e.subject_id) as finding
from tenant.ledger_entry e
where e.subject_id is not null
  and not exists (select from tenant.subject s where s.pseudonym = e.subject_id)
order by e.subject_id;
