-- Opens a batch; the file's SHA-256 names it.
insert into tenant.import_batch (file_sha256, mapping, attribution, currency, created_at,
  created_by)
values (:file_sha256, :mapping, :attribution, :currency, :created_at, :created_by)
on conflict on constraint import_batch_pk do nothing
