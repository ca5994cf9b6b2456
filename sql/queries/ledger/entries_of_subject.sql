-- The entries about one pseudonym, oldest first, after `seq`.
select e.entry_id, e.seq, e.kind, e.effective_on, e.recorded_at, e.leaf, e.leaf_hash
from tenant.ledger_entry as e
where e.subject_id = :subject_id::uuid and e.seq > :after_seq::bigint
order by e.seq
limit :limit::bigint
