-- The newest checkpoint of an origin signed at or before an instant.
select c.size, c.block_number, c.note, c.block_note, c.signed_at
from tenant.ledger_checkpoint as c
where c.origin = :origin::text and c.signed_at <= :at::timestamptz
order by c.size desc
limit 1
