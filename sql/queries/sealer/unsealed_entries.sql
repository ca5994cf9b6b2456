-- Entries visible now and not in the head's snapshot, in the order of sealing; none while a seal of
-- several blocks goes on. Only in the transaction which then advances the head. Reads all that
-- waits, however few it returns: `remaining_entries` does not.
-- of each log
select e.entry_id, e.seq, e.leaf_hash
from (
  select a.entry_id, a.seq, a.leaf_hash
  from tenant.ledger_entry as a
  where a.xid >= (select pg_snapshot_xmax(h.snapshot) from tenant.ledger_head as h)
    and pg_visible_in_snapshot(a.xid, pg_current_snapshot())
  union all
  select b.entry_id, b.seq, b.leaf_hash
  from tenant.ledger_entry as b
  where b.xid = any (array(select pg_snapshot_xip(h.snapshot) from tenant.ledger_head as h))
    and pg_visible_in_snapshot(b.xid, pg_current_snapshot())
) as e
where (select h.target is null from tenant.ledger_head as h)
order by e.seq
limit :limit::bigint
