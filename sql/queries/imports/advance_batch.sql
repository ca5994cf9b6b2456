-- Records that every row up to a line is durable or rejected.
update tenant.import_batch
set durable_line = :durable_line,
  applied_count = applied_count + :applied_count,
  rejected_count = rejected_count + :rejected_count,
  entry_count = entry_count + :entry_count
where batch_sha256 = :batch_sha256
