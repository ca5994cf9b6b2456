-- columnar
-- A debtor's accounts with what a replay begins from, and the bucket they are in since when.
select q.n, a.id, a.opening_overdue_on as "opening_overdue_on?", a.opening_overdue_amount,
  g.signed_on, b.bucket as "bucket?", b.entered_on as "entered_on?"
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
join tenant.account a on a.subject_id = q.subject_id
join tenant.agreement g on g.id = a.agreement_id
left join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
order by q.n, a.id
