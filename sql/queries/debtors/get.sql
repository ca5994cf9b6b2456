-- A debtor with the standing of the accounts together, as the last end-of-day run found it.
select s.id, s.display_token, s.pseudonym, s.time_zone, s.generated,
  s.risk_class as "risk_class?", s.risk_rule as "risk_rule?", s.score as "score?",
  k.wrapped_key, k.name as "name?",
  coalesce(max(a.bucket), 0::smallint) as bucket,
  coalesce(max(a.days_past_due), 0) as days_past_due,
  coalesce(sum(a.balance_as_of), 0)::bigint as balance, coalesce(sum(a.overdue), 0)::bigint as overdue,
  coalesce(max(a.loan_class), 1::smallint) as loan_class,
  coalesce(min(a.currency), '') as currency
from tenant.subject s
join tenant.pii_subject k on k.subject_id = s.id
left join tenant.account a on a.subject_id = s.id
where s.id = :subject_id
group by s.id, k.subject_id
