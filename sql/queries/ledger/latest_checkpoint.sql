-- The newest published checkpoint of an origin.
-- of each log
select c.size, c.block_number, c.note, c.block_note, c.signed_at
from tenant.ledger_checkpoint as c
where c.origin = :origin::text
order by c.size desc
limit 1
