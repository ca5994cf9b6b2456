-- Tenants in service with a due job.
select h.tenant_id
from platform.job_hint h
join platform.tenant t on t.id = h.tenant_id
where h.due_at <= :now and t.state = 2
order by h.due_at, h.tenant_id
limit :count_max
