-- columnar
-- The promises of a case, the newest first.
select q.n, p.id, p.amount, p.currency, p.due_on, p.tolerance_days, p.state, p.paid_amount
from unnest(:case_id::uuid[]) with ordinality as q (case_id, n)
join tenant.promise p on p.case_id = q.case_id
order by q.n, p.made_on desc, p.id desc
