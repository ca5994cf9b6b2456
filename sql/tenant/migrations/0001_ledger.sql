-- The tenant's ledger: entries appended without a lock, blocks, chunks and tiles sealed afterwards.
create table tenant.ledger_entry (
  entry_id uuid not null,
  seq bigint generated always as identity (cache 1),
  xid xid8 not null default pg_current_xact_id(),
  kind smallint not null,
  subject_id uuid,
  account_id uuid,
  effective_on date not null,
  recorded_at timestamptz not null,
  leaf bytea not null,
  leaf_hash bytea not null,
  payload_ciphertext bytea,
  constraint ledger_entry_pk primary key (entry_id),
  constraint ledger_entry_kind check (kind between 1 and 38),
  constraint ledger_entry_leaf check (length(leaf) between 1 and 65535),
  constraint ledger_entry_hash check (length(leaf_hash) = 32)
);
