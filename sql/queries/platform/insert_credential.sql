-- Registers a token of a principal by its SHA-256.
insert into platform.credential (id, principal_id, token_hash, networks, expires_at, created_at)
values (:id, :principal_id, :token_hash, :networks::text[], :expires_at, :created_at)
