-- Gives back a key that was claimed and not performed, in the transaction that performs it.
delete from tenant.command_key
where principal_id = :principal_id and method = :method and key = :key and reply is null
