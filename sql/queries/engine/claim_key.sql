-- Settles a commit whose outcome is unknown: waits for whoever holds the key, then takes it, so
-- that a transaction still on its way fails on it.
insert into tenant.command_key (principal_id, method, key, request_hash, created_at)
values (:principal_id, :method, :key, :request_hash, :created_at)
on conflict on constraint command_key_pk do nothing
