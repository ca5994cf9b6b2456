-- The policy valid on a business date: the newest version that is not later.
select p.version, p.body
from tenant.policy p
where p.valid_from_on <= (select d.business_on from tenant.business_day d)
order by p.version desc
limit 1
