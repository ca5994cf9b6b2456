-- The cases of each debtor asked for.
-- columnar
select a.n, c.id, c.level, c.closed_at as "closed_at?"
from unnest(:debtor_id::uuid[]) with ordinality as a (debtor_id, n)
join tenant.collection_case c on c.debtor_id = a.debtor_id
order by a.n, c.id;
