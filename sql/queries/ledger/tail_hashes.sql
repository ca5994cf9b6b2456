-- Leaf hashes of the positions from `first_index` to the end, in order.
-- of each log
select e.leaf_hash
from tenant.ledger_chunk as c
cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
join tenant.ledger_entry as e on e.entry_id = u.entry_id
where c.first_index > :first_index::bigint - 256
  and c.first_index + u.n - 1 >= :first_index::bigint
order by c.first_index, u.n
