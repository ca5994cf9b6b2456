-- columnar
-- The accounts of a case, with what a replay begins from.
select q.n, a.id, a.opening_overdue_on as "opening_overdue_on?", a.opening_overdue_amount
from unnest(:case_id::uuid[]) with ordinality as q (case_id, n)
join tenant.case_account ca on ca.case_id = q.case_id
join tenant.account a on a.id = ca.account_id
order by q.n, a.id
