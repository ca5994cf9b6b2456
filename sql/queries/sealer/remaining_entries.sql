-- Entries in the target of a seal of several blocks, not in the head's snapshot and above the last
-- block, in the order of sealing. Walks them by `seq`: a block costs what it holds, however many
-- wait behind it.
-- of each log
select a.entry_id, a.seq, a.leaf_hash
from tenant.ledger_entry as a
where (select h.target is not null from tenant.ledger_head as h)
  and a.seq > (select h.through_seq from tenant.ledger_head as h)
  and not pg_visible_in_snapshot(a.xid, (select h.snapshot from tenant.ledger_head as h))
  and pg_visible_in_snapshot(a.xid, (select h.target from tenant.ledger_head as h))
order by a.seq
limit :limit::bigint
