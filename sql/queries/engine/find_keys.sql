-- The commands of a batch that are known: performed, with their stored replies, or claimed only.
-- columnar
select q.n, k.request_hash, k.reply as "reply?", k.claim as "claim?"
from unnest(:principal_id::uuid[], :method::text[], :key::text[]) with ordinality
  as q (principal_id, method, key, n)
join tenant.command_key k
  on k.principal_id = q.principal_id and k.method = q.method and k.key = q.key
