-- Locks the guard rows a batch decides about, in the order of their names.
select c.name
from tenant.counter c
where c.name = any(:names::text[])
order by c.name
for no key update
