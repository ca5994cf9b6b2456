-- How far the ledger is sealed. `is_foreign`: the stored snapshot is of another cluster.
-- of each log
select h.size, h.root, h.block_number, h.block_hash,
  h.system_identifier <> c.system_identifier as is_foreign
from tenant.ledger_head as h
cross join pg_control_system() as c
