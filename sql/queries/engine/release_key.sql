-- Gives back a key that was claimed and not performed, in the transaction that performs it. A later
-- claim is not given back: the key which the transaction then stores fails on it.
delete from tenant.command_key
where principal_id = :principal_id and method = :method and key = :key and claim = :claim
