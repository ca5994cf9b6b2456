-- The accounts of some debtors with everything a run needs of account and debtor. `current_since_on`
-- is the day on which the account left bucket 0 last.
select a.id, a.subject_id, a.pseudonym, a.version, a.currency, a.opening_overdue_on
    as "opening_overdue_on?", a.opening_overdue_amount, a.as_of_on as "as_of_on?", a.balance_as_of,
  a.days_past_due, a.bucket, a.first_past_due_on as "first_past_due_on?", a.overdue, a.loan_class,
  g.product, g.principal_amount, g.signed_on,
  b.bucket as "period_bucket?", b.entered_on as "period_entered_on?",
  l.class as "class?", l.from_on as "class_from_on?",
  (select max(p.left_on) from tenant.bucket_period p
    where p.account_id = a.id and p.bucket = 0) as "current_until_on?",
  s.pseudonym as subject_pseudonym, s.risk_class as "risk_class?", s.risk_rule as "risk_rule?",
  s.score as "score?", s.first_overdue_on as "first_overdue_on?", k.wrapped_key
from tenant.account a
join tenant.agreement g on g.id = a.agreement_id
join tenant.subject s on s.id = a.subject_id
join tenant.pii_subject k on k.subject_id = a.subject_id
left join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
left join tenant.loan_class l on l.account_id = a.id and l.to_on is null
where a.subject_id = any(:subject_ids::uuid[])
order by a.subject_id, a.id
