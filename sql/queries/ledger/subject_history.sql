-- The entries about a debtor with what opens their payloads, oldest first, after `seq`.
-- of each log
select e.entry_id, e.seq, e.kind, e.effective_on, e.recorded_at, e.leaf, e.leaf_hash,
  e.payload_ciphertext as "payload_ciphertext?", p.wrapped_key
from tenant.subject as s
join tenant.pii_subject as p on p.subject_id = s.id
join tenant.ledger_entry as e on e.subject_id = s.pseudonym
where s.id = :subject_id::uuid and e.seq > :after_seq::bigint
order by e.seq
limit :limit::bigint
