-- Dataset 7: class and balance at the period end, of the postings which the checkpoint covers: the
-- balances without what is valued later and without what the checkpoint does not cover.
with head as (
  select h.snapshot, h.target, h.through_seq, h.system_identifier = c.system_identifier as is_own
  from tenant.ledger_head as h
  cross join pg_control_system() as c
), beyond as (
  select u.entry_id
  from tenant.ledger_chunk as c
  cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
  where c.first_index > :end_index::bigint - 256
    and c.first_index + u.n - 1 >= :end_index::bigint
  -- Not sealed: as `unsealed_count` has it.
  union
  select a.entry_id
  from tenant.ledger_entry as a
  cross join head as h
  where (select h.is_own from head as h)
    and a.xid >= (select pg_snapshot_xmax(h.snapshot) from head as h)
    and (h.target is null or a.seq > h.through_seq
      or not pg_visible_in_snapshot(a.xid, h.target))
  union
  select b.entry_id
  from tenant.ledger_entry as b
  cross join head as h
  where (select h.is_own from head as h)
    and b.xid = any (array(select pg_snapshot_xip(h.snapshot) from head as h))
    and (h.target is null or b.seq > h.through_seq
      or not pg_visible_in_snapshot(b.xid, h.target))
  -- While the snapshot is of another cluster, every entry is looked for.
  union
  select e.entry_id
  from tenant.ledger_entry as e
  where (select not h.is_own from head as h)
    and not exists (
      select
      from tenant.ledger_chunk as c
      where int8range(c.first_seq, c.last_seq, '[]') @> e.seq
        and e.entry_id = any (c.entry_ids))
), later as (
  select x.account_id, sum(x.amount) as amount
  from (
    select t.account_id, t.amount
    from tenant.account_transaction as t
    where t.value_on > :on::date
    union all
    select t.account_id, t.amount
    from beyond as b
    join tenant.account_transaction as t on t.entry_id = b.entry_id
    where t.value_on <= :on::date
  ) as x
  group by x.account_id
)
select c.class, a.currency, count(*) as account_count,
  sum(a.balance - coalesce(l.amount, 0))::bigint as balance
from tenant.account as a
join tenant.loan_class as c
  on c.account_id = a.id and c.from_on <= :on::date and (c.to_on is null or c.to_on > :on::date)
left join later as l on l.account_id = a.id
group by c.class, a.currency
order by c.class, a.currency
