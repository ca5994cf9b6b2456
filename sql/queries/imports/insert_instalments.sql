-- columnar
-- Stores what is due, and when.
insert into tenant.instalment (account_id, no, statement_on, due_on, bill_amount, due_principal)
select q.account_id, q.no, q.statement_on, q.due_on, q.bill_amount, q.due_principal
from unnest(:account_id::uuid[], :no::integer[], :statement_on::date[], :due_on::date[],
  :bill_amount::bigint[], :due_principal::bigint[])
  as q (account_id, no, statement_on, due_on, bill_amount, due_principal)
