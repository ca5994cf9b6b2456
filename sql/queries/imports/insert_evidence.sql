-- columnar
-- Stores what the source says of months late.
insert into tenant.import_evidence (account_id, period_end_on, months_late)
select q.account_id, q.period_end_on, q.months_late
from unnest(:account_id::uuid[], :period_end_on::date[], :months_late::smallint[])
  as q (account_id, period_end_on, months_late)
