-- A token of a debtor with the debtor it speaks for.
select c.id, c.token_hash, c.expires_at, c.revoked_at as "revoked_at?", s.id as subject_id,
  s.pseudonym, s.status
from tenant.subject_credential c
join tenant.subject s on s.id = c.subject_id
where c.token_hash = :token_hash
