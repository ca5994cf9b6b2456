-- Plans a job; a second one for the same slot of a kind is none.
insert into tenant.job (id, kind, slot, run_at, payload, created_at)
values (:id, :kind, :slot, :run_at, :payload, :created_at)
on conflict on constraint job_slot_unique do nothing
