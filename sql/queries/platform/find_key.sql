-- What is stored under a key.
select k.request_hash, k.reply as "reply?"
from platform.command_key k
where k.principal_id = :principal_id and k.method = :method and k.key = :key
for update
