-- The periods of some debtors' accounts outside bucket 0 which reach beyond a date.
select b.account_id, b.bucket, b.entered_on, b.left_on as "left_on?"
from tenant.account a
join tenant.bucket_period b on b.account_id = a.id
where a.subject_id = any(:subject_ids::uuid[]) and b.bucket > 0
  and (b.left_on is null or b.left_on > :since_on)
order by b.account_id, b.entered_on
