-- Says that a tenant may have a job that is due then; an earlier hint stays.
insert into platform.job_hint as h (tenant_id, due_at)
values (:tenant_id, :due_at)
on conflict on constraint job_hint_pkey do update
set due_at = least(h.due_at, excluded.due_at)
