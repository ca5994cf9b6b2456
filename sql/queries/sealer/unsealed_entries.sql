-- Entries visible now (or in the target of a seal which goes on) and not in the head's snapshot, in
-- the order of sealing. Only in the transaction which then advances the head.
-- of each log
select e.entry_id, e.seq, e.leaf_hash
from (
  select a.entry_id, a.seq, a.leaf_hash
  from tenant.ledger_entry as a
  where a.xid >= (select pg_snapshot_xmax(h.snapshot) from tenant.ledger_head as h)
    and pg_visible_in_snapshot(
      a.xid, (select coalesce(h.target, pg_current_snapshot()) from tenant.ledger_head as h))
  union all
  select b.entry_id, b.seq, b.leaf_hash
  from tenant.ledger_entry as b
  where b.xid = any (array(select pg_snapshot_xip(h.snapshot) from tenant.ledger_head as h))
    and pg_visible_in_snapshot(
      b.xid, (select coalesce(h.target, pg_current_snapshot()) from tenant.ledger_head as h))
) as e
where e.seq > (select coalesce(h.through_seq, 0) from tenant.ledger_head as h)
order by e.seq
limit :limit::bigint
