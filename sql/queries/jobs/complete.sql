-- Ends a job that did its work.
update tenant.job
set state = 3, finished_at = :finished_at, lease_until = null, lease_owner = null,
  last_error = null
where id = :id and lease_owner = :lease_owner and state = 2
