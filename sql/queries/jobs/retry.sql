-- Gives a job back, to be taken again later.
update tenant.job
set state = 1, run_at = :run_at, lease_until = null, lease_owner = null, last_error = :last_error
where id = :id and lease_owner = :lease_owner and state = 2
