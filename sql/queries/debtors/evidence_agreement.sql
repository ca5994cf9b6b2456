-- The months late as the source reported them against the bucket at each period's end. An account
-- without a bucket at that time counts as current.
select e.period_end_on, count(*) as account_count,
  count(*) filter (where (e.months_late > 0) = (coalesce(b.bucket, 0) > 0))
    as same_delinquency_count,
  count(*) filter (where e.months_late = coalesce(b.bucket, 0)) as same_months_count,
  count(*) filter (where coalesce(b.bucket, 0) > 0) as computed_late_count,
  count(*) filter (where e.months_late > 0) as reported_late_count
from tenant.import_evidence e
left join tenant.bucket_period b on b.account_id = e.account_id
  and b.entered_on <= e.period_end_on and (b.left_on is null or b.left_on > e.period_end_on)
group by e.period_end_on
order by e.period_end_on
limit 1000
