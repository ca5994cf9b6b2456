-- columnar
-- The transactions of all accounts of a debtor up to a value date, in the order in which they
-- count.
select q.n, t.account_id, t.value_on, t.amount
from unnest(:subject_id::uuid[], :until_on::date[]) with ordinality as q (subject_id, until_on, n)
join tenant.account a on a.subject_id = q.subject_id
join tenant.account_transaction t on t.account_id = a.id and t.value_on <= q.until_on
order by q.n, t.account_id, t.value_on, t.recorded_at, t.id
