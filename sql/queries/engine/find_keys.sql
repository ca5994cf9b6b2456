-- The stored replies of commands that were performed before.
-- columnar
select q.n, k.request_hash, k.reply
from unnest(:principal_id::uuid[], :method::text[], :key::text[]) with ordinality
  as q (principal_id, method, key, n)
join tenant.command_key k
  on k.principal_id = q.principal_id and k.method = q.method and k.key = q.key
where k.reply is not null
