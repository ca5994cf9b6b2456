-- columnar
-- The debtor an account belongs to; never changes.
select q.n, a.subject_id
from unnest(:account_id::uuid[]) with ordinality as q (account_id, n)
join tenant.account a on a.id = q.account_id
