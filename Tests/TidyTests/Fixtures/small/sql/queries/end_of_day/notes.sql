-- The notes of a log after an id.
-- of each log
select n.id, n.note
from tenant.ledger_note n
where n.id > :after
order by n.id
