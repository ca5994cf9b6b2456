-- columnar
-- The last days of a debtor's broken promises, the newest first.
select q.n, t.last_on
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
cross join lateral (
  select p.due_on + p.tolerance_days as last_on
  from tenant.promise p
  where p.subject_id = q.subject_id and p.state = 4
  order by p.due_on + p.tolerance_days desc
  limit 100
) t
order by q.n, t.last_on desc
