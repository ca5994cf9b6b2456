-- A sealed block.
-- of each log
insert into tenant.ledger_block (number, first_index, entry_count, root, header, header_hash,
  sealed_at)
values (:number::bigint, :first_index::bigint, :entry_count::integer, :root::bytea,
  :header::bytea, :header_hash::bytea, :sealed_at::timestamptz)
