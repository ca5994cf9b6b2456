-- The accounts of a debtor with the standing which the last end-of-day run found.
select a.id, g.product, g.principal_amount, a.currency, a.balance_as_of as balance,
  a.days_past_due, a.bucket, a.loan_class, a.first_past_due_on as "first_past_due_on?", a.overdue
from tenant.account a
join tenant.agreement g on g.id = a.agreement_id
where a.subject_id = :subject_id
order by a.id
