-- Leaf bytes of the positions from `first_index` up to and without `end_index`, in order. A chunk
-- begins at most 255 positions before the first of its entries wanted.
-- of each log
select c.first_index + u.n - 1 as index, e.leaf, e.leaf_hash
from tenant.ledger_chunk as c
cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
join tenant.ledger_entry as e on e.entry_id = u.entry_id
where c.first_index > :first_index::bigint - 256
  and c.first_index < :end_index::bigint
  and c.first_index + u.n - 1 >= :first_index::bigint
  and c.first_index + u.n - 1 < :end_index::bigint
order by c.first_index, u.n
