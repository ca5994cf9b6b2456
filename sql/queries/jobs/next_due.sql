-- When the next job is due, or may be taken from an owner that is gone.
select min(case when j.state = 1 then j.run_at else j.lease_until end) as "due_at?"
from tenant.job j
where j.state in (1, 2)
