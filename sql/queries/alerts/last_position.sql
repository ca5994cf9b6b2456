-- The position of the newest alert; 0 before the first.
select c.value as position
from tenant.counter c
where c.name = 'alert_position'
