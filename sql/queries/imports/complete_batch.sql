-- Records that the file was read to its end.
update tenant.import_batch
set complete = true
where file_sha256 = :file_sha256
