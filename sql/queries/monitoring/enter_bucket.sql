-- columnar
-- Stores bucket periods, ended ones of the time before the run included.
insert into tenant.bucket_period (account_id, entered_on, left_on, bucket)
select q.account_id, q.entered_on, q.left_on, q.bucket
from unnest(:account_id::uuid[], :entered_on::date[], :left_on?::date[], :bucket::smallint[])
  as q (account_id, entered_on, left_on, bucket)
