-- A page of debtors in the order of their display tokens (by length first: numbers grow), with the
-- standing of their accounts together, as the last end-of-day run found it. A filter that is null
-- lets everything pass.
select s.id, s.display_token, s.risk_class as "risk_class?", s.risk_rule as "risk_rule?",
  s.score as "score?", k.wrapped_key, k.name as "name?",
  t.bucket, t.days_past_due, t.balance, t.overdue, t.loan_class, t.currency
from tenant.subject s
-- For each debtor of the page alone: joined or grouped at once, all debtors would be read for a page.
cross join lateral (
  select p.wrapped_key, p.name
  from tenant.pii_subject p
  where p.subject_id = s.id
  limit 1
) k
cross join lateral (
  select coalesce(max(a.bucket), 0::smallint) as bucket,
    coalesce(max(a.days_past_due), 0) as days_past_due,
    coalesce(sum(a.balance_as_of), 0)::bigint as balance,
    coalesce(sum(a.overdue), 0)::bigint as overdue,
    coalesce(max(a.loan_class), 1::smallint) as loan_class,
    coalesce(min(a.currency), '') as currency
  from tenant.account a
  where a.subject_id = s.id
) t
where (length(s.display_token), s.display_token) > (length(:after_token), :after_token)
  and (:risk_class?::smallint is null or s.risk_class = :risk_class?::smallint)
  and (:reference_index?::bytea is null or exists (
    select from tenant.pii_identifier i
    where i.subject_id = s.id and i.type = 5 and i.blind_index = :reference_index?::bytea))
  and (:bucket?::smallint is null or (
    select max(b.bucket) from tenant.account b where b.subject_id = s.id) = :bucket?::smallint)
  and (:cured_by_on?::date is null or (
    exists (
      select from tenant.account c
      join tenant.bucket_period p on p.account_id = c.id
      where c.subject_id = s.id and p.bucket > 0)
    and not exists (
      select from tenant.account c
      join tenant.bucket_period p on p.account_id = c.id
      where c.subject_id = s.id and p.bucket > 0
        and (p.left_on is null or p.left_on > :cured_by_on?::date))
    and not exists (
      select from tenant.account c where c.subject_id = s.id and c.days_past_due > 0)))
order by length(s.display_token), s.display_token
limit :size
