-- What fell due on the accounts of some debtors, up to a statement date.
select i.account_id, i.no, i.statement_on, i.due_on, i.bill_amount, i.due_principal,
  i.due_interest, i.due_fee, i.due_penalty
from tenant.account a
join tenant.instalment i on i.account_id = a.id
where a.subject_id = any(:subject_ids::uuid[]) and i.statement_on <= :until_on
order by i.account_id, i.no
