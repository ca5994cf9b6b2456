-- Takes a key for a write of the platform; waits for whoever holds it.
insert into platform.command_key (principal_id, method, key, request_hash, created_at)
values (:principal_id, :method, :key, :request_hash, :created_at)
on conflict on constraint command_key_pk do nothing
