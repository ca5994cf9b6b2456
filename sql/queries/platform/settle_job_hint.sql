-- Says when the next job of a tenant is due, unless a hint came since it was looked at.
update platform.job_hint h
set due_at = :due_at?
where h.tenant_id = :tenant_id and h.due_at is not distinct from :seen_at?::timestamptz
