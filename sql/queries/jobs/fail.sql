-- Ends a job that failed too often.
update tenant.job
set state = 4, finished_at = :finished_at, lease_until = null, lease_owner = null,
  last_error = :last_error
where id = :id and lease_owner = :lease_owner and state = 2
