-- Revokes every credential of a principal.
update platform.credential
set revoked_at = :now
where principal_id = :principal_id and revoked_at is null
