-- When the next job of a tenant is due, as far as is known.
select h.due_at as "due_at?"
from platform.job_hint h
where h.tenant_id = :tenant_id
