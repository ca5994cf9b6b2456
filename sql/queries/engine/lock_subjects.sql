-- Locks the debtors a batch decides about, in the order of their ids.
select s.id
from tenant.subject s
where s.id = any(:ids::uuid[])
order by s.id
for no key update
