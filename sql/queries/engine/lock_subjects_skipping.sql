-- Locks those debtors of a batch that nobody else holds; the operations on the others run alone.
select s.id
from tenant.subject s
where s.id = any(:ids::uuid[])
order by s.id
for no key update skip locked
