-- Moves the head by one block, when it stands where it was read. First of the writes of a seal: a
-- second sealer fails here with 40001. `is_complete`: nothing found was left out of the block.
-- `is_sweep`: entries were found by `entries_in_no_chunk`.
-- of each log
update tenant.ledger_head as h
set size = :size::bigint,
  root = :root::bytea,
  block_number = :block_number::bigint,
  block_hash = :block_hash::bytea,
  -- A sweep's target may be of another cluster.
  snapshot = case when not :is_complete::boolean then h.snapshot
    when :is_sweep::boolean then pg_current_snapshot()
    else coalesce(h.target, pg_current_snapshot()) end,
  target = case when :is_complete::boolean or :is_sweep::boolean then null
    else coalesce(h.target, pg_current_snapshot()) end,
  through_seq = case when :is_complete::boolean or :is_sweep::boolean then null
    else :through_seq::bigint end,
  system_identifier = case when :is_complete::boolean
    then (select c.system_identifier from pg_control_system() as c)
    else h.system_identifier end
where h.size = :expected_size::bigint and h.block_number = :block_number::bigint - 1
returning h.size
