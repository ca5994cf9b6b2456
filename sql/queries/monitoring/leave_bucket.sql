-- columnar
-- Ends the open bucket period of accounts.
update tenant.bucket_period b
set left_on = q.left_on
from unnest(:account_id::uuid[], :left_on::date[]) as q (account_id, left_on)
where b.account_id = q.account_id and b.left_on is null
