-- Stores the reply of a write, or the tenant it is making, under its key.
update platform.command_key
set reply = :reply
where principal_id = :principal_id and method = :method and key = :key
