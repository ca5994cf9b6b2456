-- columnar
-- The open and partly kept promises of a debtor.
select q.n, p.id, p.case_id, p.subject_id, p.amount, p.currency, p.due_on, p.tolerance_ppm,
  p.tolerance_days, p.made_on, p.state, p.paid_amount, p.version
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
join tenant.promise p on p.subject_id = q.subject_id and p.state in (1, 3)
order by q.n, p.due_on, p.id
