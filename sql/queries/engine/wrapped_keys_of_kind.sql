-- The newest wrapped key of one kind.
select k.wrapped
from tenant.tenant_key k
where k.kind = :kind
order by k.epoch desc
limit 1
