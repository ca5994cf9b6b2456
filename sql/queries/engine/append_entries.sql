-- Appends a batch's ledger entries, after all locks. `seq` is drawn in the order of the batch.
-- columnar
-- of each log
insert into tenant.ledger_entry (entry_id, kind, subject_id, account_id, effective_on,
  recorded_at, leaf, leaf_hash, payload_ciphertext)
select q.entry_id, q.kind, q.subject_id, q.account_id, q.effective_on,
  q.recorded_at, q.leaf, q.leaf_hash, q.payload_ciphertext
from unnest(:entry_id::uuid[], :kind::smallint[], :subject_id?::uuid[], :account_id?::uuid[],
  :effective_on::date[], :recorded_at::timestamptz[], :leaf::bytea[], :leaf_hash::bytea[],
  :payload_ciphertext?::bytea[])
  with ordinality as q (entry_id, kind, subject_id, account_id, effective_on, recorded_at,
  leaf, leaf_hash, payload_ciphertext, n)
order by q.n
