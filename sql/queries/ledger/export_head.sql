-- The newest published checkpoint of an origin with the root of its last block.
-- of each log
select c.size, c.block_number, c.note, b.root
from tenant.ledger_checkpoint as c
join tenant.ledger_block as b on b.number = c.block_number
where c.origin = :origin::text
order by c.size desc
limit 1
