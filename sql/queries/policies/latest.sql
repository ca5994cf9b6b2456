-- The version that was added last, whether it is valid yet or not.
select p.version, p.valid_from_on, p.body
from tenant.policy p
order by p.version desc
limit 1
