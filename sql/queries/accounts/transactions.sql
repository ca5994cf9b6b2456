-- columnar
-- An account's transactions up to a value date, in the order in which they count.
select q.n, t.id, t.account_id, t.type, t.value_on, t.amount, t.external_ref as "external_ref?",
  t.recorded_at
from unnest(:account_id::uuid[], :until_on::date[]) with ordinality as q (account_id, until_on, n)
join tenant.account_transaction t on t.account_id = q.account_id and t.value_on <= q.until_on
order by q.n, t.value_on, t.recorded_at, t.id
