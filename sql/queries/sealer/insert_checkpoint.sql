-- Publishes a signed checkpoint. A second one of the same size is the same one.
-- of each log
insert into tenant.ledger_checkpoint (origin, size, block_number, note, block_note, signed_at)
values (:origin::text, :size::bigint, :block_number::bigint, :note::bytea, :block_note::bytea,
  :signed_at::timestamptz)
on conflict (origin, size) do nothing
