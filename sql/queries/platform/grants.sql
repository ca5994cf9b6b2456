-- What a regulator may read.
select g.tenant_id, g.datasets, g.from_on, g.to_on as "to_on?"
from platform.regulator_grant g
join platform.regulator r on r.id = g.regulator_id
join platform.credential c on c.principal_id = r.principal_id
where c.token_hash = :token_hash
order by g.id
limit :count_max
