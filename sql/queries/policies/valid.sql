-- The policy valid on the business date, with the day since when.
select p.version, p.valid_from_on, p.body
from tenant.policy p
where p.valid_from_on <= (select d.business_on from tenant.business_day d)
order by p.version desc
limit 1
