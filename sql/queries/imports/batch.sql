-- How far a batch is.
select b.mapping, b.currency, b.durable_line, b.applied_count, b.rejected_count, b.entry_count,
  b.complete
from tenant.import_batch b
where b.batch_sha256 = :batch_sha256
