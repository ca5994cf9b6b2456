-- A principal and its tenant.
select p.tenant_id as "tenant_id?", p.state
from platform.principal p
where p.id = :id
for update
