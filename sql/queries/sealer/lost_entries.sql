-- Entries which sealing has passed by: the head's snapshot sees them, and no chunk names them. None
-- while the head is of another cluster, whose transactions cannot be compared.
-- of each log
select e.entry_id, e.seq
from tenant.ledger_entry as e
cross join tenant.ledger_head as h
cross join pg_control_system() as s
where h.system_identifier = s.system_identifier
  and pg_visible_in_snapshot(e.xid, h.snapshot)
  and not exists (
    select
    from tenant.ledger_chunk as c
    where int8range(c.first_seq, c.last_seq, '[]') @> e.seq
      and e.entry_id = any (c.entry_ids))
order by e.seq
limit :limit::bigint
