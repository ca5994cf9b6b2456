-- Gives a principal a new token in the place of one that has ended; no row when none has.
update platform.credential c
set token_hash = :token_hash, expires_at = :expires_at, created_at = :now
where c.id = (
  select e.id
  from platform.credential e
  where e.principal_id = :principal_id and e.revoked_at is null and e.expires_at < :now
  order by e.expires_at, e.id
  limit 1)
returning c.id
