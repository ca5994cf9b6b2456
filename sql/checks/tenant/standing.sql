-- What the last end-of-day run found of an account agrees with itself and with the account's history.
select format('account %s: bucket %s with %s days past due', a.id, a.bucket, a.days_past_due)
  as finding
from tenant.account a
where (a.bucket = 0) <> (a.days_past_due = 0)
  or (a.days_past_due = 0) <> (a.first_past_due_on is null)
  or a.days_past_due <> coalesce(a.as_of_on - a.first_past_due_on, 0)
  or (a.days_past_due = 0 and a.overdue <> 0)
  or a.overdue > greatest(a.balance_as_of, 0)
order by a.id;

-- The bounds are the tenant's policy: whatever they are, more days never mean a lower bucket.
select format('bucket %s reaches to %s days past due, bucket %s begins with %s', b.bucket,
  b.days_max, c.bucket, c.days_min) as finding
from (
  select a.bucket, a.as_of_on, max(a.days_past_due) as days_max
  from tenant.account a
  group by a.bucket, a.as_of_on
) b
join (
  select a.bucket, a.as_of_on, min(a.days_past_due) as days_min
  from tenant.account a
  group by a.bucket, a.as_of_on
) c on c.as_of_on = b.as_of_on and c.bucket > b.bucket and c.days_min <= b.days_max
order by b.bucket, c.bucket;

-- Without a policy of its own a tenant has the shipped bounds: 0, 30, 60, 90, 120, 150, 180.
select format('account %s: bucket %s with %s days past due', a.id, a.bucket, a.days_past_due)
  as finding
from tenant.account a
where not exists (select from tenant.policy)
  and a.bucket <> least(7, (a.days_past_due + 29) / 30)
order by a.id;

-- While a day is being closed some accounts are at it and some are not.
select format('account %s: as of %s, the last closed day is %s', a.id, a.as_of_on,
  d.last_closed_on) as finding
from tenant.account a
cross join tenant.business_day d
where d.day_state = 1 and a.as_of_on > d.last_closed_on
order by a.id;

select format('account %s: %s open bucket periods', a.id, count(b.account_id)) as finding
from tenant.account a
left join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
where a.as_of_on is not null
group by a.id
having count(b.account_id) <> 1
order by a.id;

select format('account %s: bucket %s, the open period says %s', a.id, a.bucket, b.bucket)
  as finding
from tenant.account a
join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
where a.bucket <> b.bucket
order by a.id;

select format('account %s: %s open classes', a.id, count(l.account_id)) as finding
from tenant.account a
left join tenant.loan_class l on l.account_id = a.id and l.to_on is null
where a.as_of_on is not null
group by a.id
having count(l.account_id) <> 1
order by a.id;

select format('account %s: class %s, the open period says %s', a.id, a.loan_class, l.class)
  as finding
from tenant.account a
join tenant.loan_class l on l.account_id = a.id and l.to_on is null
where a.loan_class <> l.class
order by a.id;

-- A period begins where the one before it ended.
select format('account %s: the bucket period from %s does not follow the one before', b.account_id,
  b.entered_on) as finding
from (
  select p.account_id, p.entered_on,
    lag(p.left_on) over account as left_before,
    row_number() over account as no
  from tenant.bucket_period p
  window account as (partition by p.account_id order by p.entered_on)
) b
where b.no > 1 and b.left_before is distinct from b.entered_on
order by b.account_id, b.entered_on;

select format('account %s: the class from %s does not follow the one before', l.account_id,
  l.from_on) as finding
from (
  select p.account_id, p.from_on,
    lag(p.to_on) over account as to_before,
    row_number() over account as no
  from tenant.loan_class p
  window account as (partition by p.account_id order by p.from_on)
) l
where l.no > 1 and l.to_before is distinct from l.from_on
order by l.account_id, l.from_on;
