-- columnar
-- Ends the class of accounts.
update tenant.loan_class l
set to_on = q.to_on
from unnest(:account_id::uuid[], :to_on::date[]) as q (account_id, to_on)
where l.account_id = q.account_id and l.to_on is null
