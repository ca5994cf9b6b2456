-- columnar
-- What fell due on an account up to a statement date.
select q.n, i.account_id, i.no, i.statement_on, i.due_on, i.bill_amount, i.due_principal,
  i.due_interest, i.due_fee, i.due_penalty
from unnest(:account_id::uuid[], :until_on::date[]) with ordinality as q (account_id, until_on, n)
join tenant.instalment i on i.account_id = q.account_id and i.statement_on <= q.until_on
order by q.n, i.no
