-- Where the sealed entries about a debtor stand.
-- of each log
select e.entry_id, c.first_index + array_position(c.entry_ids, e.entry_id) - 1 as index
from tenant.subject as s
join tenant.ledger_entry as e on e.subject_id = s.pseudonym
join tenant.ledger_chunk as c
  on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
where s.id = :subject_id::uuid and e.seq > :after_seq::bigint
order by e.seq
limit :limit::bigint
