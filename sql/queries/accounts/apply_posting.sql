-- columnar
-- Moves an account by a posting. What a run found stays as it is until the next run.
update tenant.account a
set version = q.version, balance = q.balance
from unnest(:account_id::uuid[], :version::bigint[], :balance::bigint[])
  as q (account_id, version, balance)
where a.id = q.account_id
