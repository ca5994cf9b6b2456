-- Entries which no block holds yet.
-- of each log
select (select count(*) from tenant.ledger_entry) - h.size as unsealed_count
from tenant.ledger_head as h
