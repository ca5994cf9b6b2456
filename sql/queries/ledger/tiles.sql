-- Full tiles of one level from `first_tile` on, in order.
-- of each log
select t.tile_index, t.hashes
from tenant.ledger_tile as t
where t.level = :level::smallint and t.tile_index >= :first_tile::bigint
order by t.tile_index
limit :limit::bigint
