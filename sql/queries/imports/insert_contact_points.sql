-- columnar
-- Stores the debtors' own contact points.
insert into tenant.pii_contact_point (id, subject_id, type, ciphertext, blind_index, last4,
  recorded_at)
select q.id, q.subject_id, q.type, q.ciphertext, q.blind_index, q.last4, q.recorded_at
from unnest(:id::uuid[], :subject_id::uuid[], :type::smallint[], :ciphertext::bytea[],
  :blind_index::bytea[], :last4::text[], :recorded_at::timestamptz[])
  as q (id, subject_id, type, ciphertext, blind_index, last4, recorded_at)
