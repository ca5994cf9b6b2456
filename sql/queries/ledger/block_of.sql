-- The number of the block which holds a position.
-- of each log
select b.number
from tenant.ledger_block as b
where b.first_index <= :index::bigint
order by b.first_index desc
limit 1
