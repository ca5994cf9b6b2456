-- columnar
-- Stores identifiers: ciphertext, blind index, last four characters.
insert into tenant.pii_identifier (id, subject_id, type, ciphertext, blind_index, last4, verified)
select q.id, q.subject_id, q.type, q.ciphertext, q.blind_index, q.last4, 2
from unnest(:id::uuid[], :subject_id::uuid[], :type::smallint[], :ciphertext::bytea[],
  :blind_index::bytea[], :last4?::text[])
  as q (id, subject_id, type, ciphertext, blind_index, last4)
