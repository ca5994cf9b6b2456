-- Entries which no block holds yet: those which the head's snapshot does not see, without what a seal
-- of several blocks has done of its target. While the snapshot is of another cluster, all are counted.
-- of each log
with head as (
  select h.size, h.snapshot, h.target, h.through_seq,
    h.system_identifier = c.system_identifier as is_own
  from tenant.ledger_head as h
  cross join pg_control_system() as c
), waiting as (
  select a.seq, a.xid
  from tenant.ledger_entry as a
  where (select h.is_own from head as h)
    and a.xid >= (select pg_snapshot_xmax(h.snapshot) from head as h)
  union all
  select b.seq, b.xid
  from tenant.ledger_entry as b
  where (select h.is_own from head as h)
    and b.xid = any (array(select pg_snapshot_xip(h.snapshot) from head as h))
)
select case
  when h.is_own then (
    select count(*)
    from waiting as w
    where h.target is null or w.seq > h.through_seq
      or not pg_visible_in_snapshot(w.xid, h.target))
  else (select count(*) from tenant.ledger_entry) - h.size
  end as unsealed_count
from head as h
