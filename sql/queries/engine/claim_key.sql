-- Settles a commit whose outcome is unknown: waits for whoever holds the key, then takes it under a
-- claim of its own, so that a transaction still on its way fails on it, also one that knew of an
-- earlier claim. A key with a reply stays as it is.
insert into tenant.command_key as k (principal_id, method, key, request_hash, claim, created_at)
values (:principal_id, :method, :key, :request_hash, :claim, :created_at)
on conflict on constraint command_key_pk
do update set claim = excluded.claim, created_at = excluded.created_at
where k.reply is null
