-- columnar
-- Says which accounts a case is about.
insert into tenant.case_account (case_id, account_id)
select q.case_id, q.account_id
from unnest(:case_id::uuid[], :account_id::uuid[]) as q (case_id, account_id)
