-- Entries which no chunk names, in the order of sealing: after a restore, a move or an upgrade, and
-- for the check of a whole ledger.
-- of each log
select e.entry_id, e.seq, e.leaf_hash
from tenant.ledger_entry as e
where not exists (
  select
  from tenant.ledger_chunk as c
  where int8range(c.first_seq, c.last_seq, '[]') @> e.seq
    and e.entry_id = any (c.entry_ids))
order by e.seq
limit :limit::bigint
