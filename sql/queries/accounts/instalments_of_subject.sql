-- columnar
-- What fell due on all accounts of a debtor up to a statement date.
select q.n, i.account_id, i.no, i.statement_on, i.due_on, i.due_principal, i.due_interest,
  i.due_fee, i.due_penalty
from unnest(:subject_id::uuid[], :until_on::date[]) with ordinality as q (subject_id, until_on, n)
join tenant.account a on a.subject_id = q.subject_id
join tenant.instalment i on i.account_id = a.id and i.statement_on <= q.until_on
order by q.n, i.account_id, i.no
