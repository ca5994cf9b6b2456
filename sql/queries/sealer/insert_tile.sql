-- A tile which became full.
-- of each log
insert into tenant.ledger_tile (level, tile_index, hashes)
values (:level::smallint, :tile_index::bigint, :hashes::bytea)
