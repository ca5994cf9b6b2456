-- columnar
-- The accounts of a case with their standing.
select q.n, a.id, a.currency, a.balance, a.overdue, a.days_past_due
from unnest(:case_id::uuid[]) with ordinality as q (case_id, n)
join tenant.case_account ca on ca.case_id = q.case_id
join tenant.account a on a.id = ca.account_id
order by q.n, a.id
