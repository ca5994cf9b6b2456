-- A tile which became full.
insert into tenant.ledger_tile (level, tile_index, hashes)
values (:level::smallint, :tile_index::bigint, :hashes::bytea)
