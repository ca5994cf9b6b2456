-- Opens a batch; file and mapping together name it.
insert into tenant.import_batch (batch_sha256, mapping, attribution, currency, created_at,
  created_by)
values (:batch_sha256, :mapping, :attribution, :currency, :created_at, :created_by)
on conflict on constraint import_batch_pk do nothing
