-- Takes up the snapshots of this cluster, after a sweep found that every entry is sealed.
-- of each log
update tenant.ledger_head as h
set snapshot = pg_current_snapshot(),
  target = null,
  through_seq = null,
  system_identifier = (select c.system_identifier from pg_control_system() as c)
where h.size = :expected_size::bigint
returning h.size
