-- Blocks from `number` on, in order.
-- of each log
select b.number, b.first_index, b.entry_count, b.root, b.header, b.header_hash, b.sealed_at
from tenant.ledger_block as b
where b.number >= :number::bigint
order by b.number
limit :limit::bigint
