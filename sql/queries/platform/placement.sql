-- Where a tenant lives, and whether it is in service.
select t.state, p.cell_name, p.epoch, c.connection
from platform.tenant t
join platform.placement p on p.tenant_id = t.id
join platform.cell c on c.name = p.cell_name
where t.id = :id
