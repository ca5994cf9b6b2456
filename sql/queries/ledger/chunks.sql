-- Chunks from the position `first_index` on, in order.
-- of each log
select c.first_index, c.block_number, c.entry_ids, c.seqs
from tenant.ledger_chunk as c
where c.first_index >= :first_index::bigint
order by c.first_index
limit :limit::bigint
