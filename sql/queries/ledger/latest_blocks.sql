-- The newest blocks, newest first.
select b.number, b.first_index, b.entry_count, b.root, b.header_hash, b.sealed_at
from tenant.ledger_block as b
order by b.number desc
limit :limit::bigint
