-- Where an entry stands: no row while it is not sealed.
-- of each log
select c.first_index + array_position(c.entry_ids, e.entry_id) - 1 as index, c.block_number
from tenant.ledger_entry as e
join tenant.ledger_chunk as c
  on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
where e.entry_id = :entry_id::uuid
