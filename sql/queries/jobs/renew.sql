-- Prolongs a lease; no row: another owner has the job.
update tenant.job j
set lease_until = :lease_until
where j.id = :id and j.lease_owner = :lease_owner and j.state = 2
returning j.id
