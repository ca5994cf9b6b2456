-- A token's credential with its principal.
select c.token_hash, c.networks, c.expires_at, c.revoked_at as "revoked_at?", p.id, p.kind,
  p.pseudonym, p.tenant_id as "tenant_id?", p.state,
  coalesce(t.state = 2, true) as tenant_is_active,
  array(
    select r.role from platform.principal_role r where r.principal_id = p.id order by r.role
  ) as roles
from platform.credential c
join platform.principal p on p.id = c.principal_id
left join platform.tenant t on t.id = p.tenant_id
where c.token_hash = :token_hash
