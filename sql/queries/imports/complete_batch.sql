-- Records that the file was read to its end.
update tenant.import_batch
set complete = true
where batch_sha256 = :batch_sha256
