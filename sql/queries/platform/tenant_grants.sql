-- The grants on a tenant, for the extracts they ask for.
select g.id, g.regulator_id, g.datasets, g.period, g.from_on, g.to_on as "to_on?"
from platform.regulator_grant g
where g.tenant_id = :tenant_id
order by g.id
limit :count_max
