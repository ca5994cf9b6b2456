-- Stores the replies of a batch under their keys; a key that another process took fails the batch.
-- columnar
insert into tenant.command_key (principal_id, method, key, request_hash, reply, created_at)
select q.principal_id, q.method, q.key, q.request_hash, q.reply, q.created_at
from unnest(:principal_id::uuid[], :method::text[], :key::text[], :request_hash::bytea[],
  :reply::bytea[], :created_at::timestamptz[])
  as q (principal_id, method, key, request_hash, reply, created_at)
order by q.principal_id, q.method, q.key
