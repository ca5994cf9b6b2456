-- Keeps how far a job is, and prolongs its lease; no row: another owner has the job.
update tenant.job j
set progress = :progress, lease_until = :lease_until
where j.id = :id and j.lease_owner = :lease_owner and j.state = 2
returning j.id
