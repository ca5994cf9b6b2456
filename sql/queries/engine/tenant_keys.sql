-- The tenant's wrapped keys.
select k.wrapped
from tenant.tenant_key k
order by k.kind, k.epoch
