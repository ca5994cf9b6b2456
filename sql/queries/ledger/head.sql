-- How far the ledger is sealed.
select h.size, h.root, h.block_number, h.block_hash
from tenant.ledger_head as h
