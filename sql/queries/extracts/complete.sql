-- Records the file of an extract: signed and ready to be pulled.
update tenant.extract
set state = 5, file_name = :file_name, byte_count = :byte_count, sha256 = :sha256,
  manifest_sha256 = :manifest_sha256, updated_at = :at, version = version + 1
where id = :id and state < 5
