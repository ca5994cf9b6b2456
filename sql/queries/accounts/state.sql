-- columnar
-- An account with what a posting needs: versions, pseudonyms, the debtor's wrapped key.
select q.n, a.id, a.subject_id, a.pseudonym, a.version, a.currency, a.balance,
  a.opening_overdue_on as "opening_overdue_on?", a.opening_overdue_amount,
  a.days_past_due, a.bucket, a.first_past_due_on as "first_past_due_on?", a.overdue,
  a.loan_class, a.as_of_on as "as_of_on?", g.principal_amount, g.product, g.signed_on,
  s.pseudonym as subject_pseudonym, p.wrapped_key
from unnest(:account_id::uuid[]) with ordinality as q (account_id, n)
join tenant.account a on a.id = q.account_id
join tenant.agreement g on g.id = a.agreement_id
join tenant.subject s on s.id = a.subject_id
join tenant.pii_subject p on p.subject_id = a.subject_id
