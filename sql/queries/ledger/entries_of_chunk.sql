-- The entries of one chunk, in their order, without payload; one that is missing leaves a gap.
-- of each log
select c.first_index + u.n - 1 as index, e.entry_id, e.seq, e.kind, e.subject_id as "subject_id?",
  e.account_id as "account_id?", e.effective_on, e.recorded_at, e.leaf, e.leaf_hash
from tenant.ledger_chunk as c
cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
join tenant.ledger_entry as e on e.entry_id = u.entry_id
where c.first_index = :first_index::bigint
order by u.n
