-- One tenant and where it lives.
select t.name, t.state, t.origin, p.cell_name, p.epoch
from platform.tenant t
join platform.placement p on p.tenant_id = t.id
where t.id = :id
