-- Records that every row up to a line is durable or rejected.
update tenant.import_batch
set durable_line = :durable_line,
  applied_count = applied_count + :applied_count,
  rejected_count = rejected_count + :rejected_count,
  entry_count = entry_count + :entry_count
where file_sha256 = :file_sha256
