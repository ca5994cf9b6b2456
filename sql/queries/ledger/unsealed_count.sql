-- Entries which no block holds yet.
select (select count(*) from tenant.ledger_entry) - h.size as unsealed_count
from tenant.ledger_head as h
