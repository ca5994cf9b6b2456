-- columnar
-- Stores the debtors' own contact points.
insert into tenant.pii_contact_point (id, subject_id, type, ciphertext, blind_index, last4)
select q.id, q.subject_id, q.type, q.ciphertext, q.blind_index, q.last4
from unnest(:id::uuid[], :subject_id::uuid[], :type::smallint[], :ciphertext::bytea[],
  :blind_index::bytea[], :last4::text[])
  as q (id, subject_id, type, ciphertext, blind_index, last4)
