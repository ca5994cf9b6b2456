-- Gives back a key claimed only to learn that the commit did not happen.
delete from tenant.command_key
where principal_id = :principal_id and method = :method and key = :key and reply is null
