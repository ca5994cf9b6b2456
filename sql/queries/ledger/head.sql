-- How far the ledger is sealed.
-- of each log
select h.size, h.root, h.block_number, h.block_hash
from tenant.ledger_head as h
