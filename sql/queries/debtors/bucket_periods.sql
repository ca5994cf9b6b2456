-- The buckets of a debtor's accounts over time.
select b.account_id, b.bucket, b.entered_on, b.left_on as "left_on?"
from tenant.account a
join tenant.bucket_period b on b.account_id = a.id
where a.subject_id = :subject_id
order by b.account_id, b.entered_on
limit 1000
