-- columnar
-- Keeps a promise to pay.
insert into tenant.promise (id, case_id, subject_id, amount, currency, due_on, tolerance_ppm,
  tolerance_days, made_by_action_id, made_on, recorded_at)
select q.id, q.case_id, q.subject_id, q.amount, q.currency, q.due_on, q.tolerance_ppm,
  q.tolerance_days, q.made_by_action_id, q.made_on, q.recorded_at
from unnest(:id::uuid[], :case_id::uuid[], :subject_id::uuid[], :amount::bigint[],
  :currency::text[], :due_on::date[], :tolerance_ppm::bigint[], :tolerance_days::integer[],
  :made_by_action_id::uuid[], :made_on::date[], :recorded_at::timestamptz[])
  as q (id, case_id, subject_id, amount, currency, due_on, tolerance_ppm, tolerance_days,
  made_by_action_id, made_on, recorded_at)
