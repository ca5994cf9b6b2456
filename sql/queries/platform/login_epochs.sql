-- Which derived password each role has; a role that is not listed has the first.
select l.role_name, l.epoch
from platform.login_epoch l
order by l.role_name
limit :count_max
