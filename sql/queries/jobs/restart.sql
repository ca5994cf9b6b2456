-- Puts back a job that was given up; its progress stays.
update tenant.job
set state = 1, attempt_count = 0, run_at = :run_at, finished_at = null, last_error = null
where kind = :kind and slot = :slot and state = 4
