-- The tenant's two logs, the ledger and the access log: entries appended without a lock; blocks,
-- chunks and tiles sealed afterwards. New tables only: no lock outlives a moment.

-- One entry. `leaf` holds the exact bytes that are hashed; the other columns repeat what it says,
-- for queries. `subject_id` and `account_id` are the pseudonyms of the leaf, random and mapped to
-- people elsewhere. `seq` and `xid` are for the sealer alone and are not hashed.
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
  constraint ledger_entry_seq_unique unique (seq),
  constraint ledger_entry_kind check (kind between 1 and 38),
  constraint ledger_entry_leaf check (octet_length(leaf) between 1 and 65535),
  constraint ledger_entry_hash check (leaf_hash = sha256('\x00'::bytea || leaf))
);

create index ledger_entry_xid on tenant.ledger_entry (xid);

create index ledger_entry_subject on tenant.ledger_entry (subject_id, seq)
where subject_id is not null;

create index ledger_entry_account on tenant.ledger_entry (account_id, seq)
where account_id is not null;

-- A sealed block; `header` is the line which is hashed.
create table tenant.ledger_block (
  number bigint not null,
  first_index bigint not null,
  entry_count integer not null,
  root bytea not null,
  header bytea not null,
  header_hash bytea not null,
  sealed_at timestamptz not null,
  constraint ledger_block_pk primary key (number),
  constraint ledger_block_first unique (first_index),
  constraint ledger_block_number check (number >= 1),
  constraint ledger_block_count check (entry_count >= 1),
  constraint ledger_block_root check (octet_length(root) = 32),
  constraint ledger_block_hash
    check (header_hash = sha256(convert_to('tallystick/block/v1', 'UTF8') || '\x00'::bytea || header))
);

-- Which entries stand at up to 256 positions, with their `seq`.
create table tenant.ledger_chunk (
  first_index bigint not null,
  block_number bigint not null,
  entry_ids uuid[] not null,
  seqs bigint[] not null,
  first_seq bigint not null,
  last_seq bigint not null,
  constraint ledger_chunk_pk primary key (first_index),
  constraint ledger_chunk_block foreign key (block_number) references tenant.ledger_block (number),
  constraint ledger_chunk_count check (cardinality(entry_ids) between 1 and 256),
  constraint ledger_chunk_seqs check (cardinality(seqs) = cardinality(entry_ids)),
  constraint ledger_chunk_span check (first_seq <= last_seq)
);

-- Finds the chunk of an entry by its `seq`: spans overlap only where a commit was late.
create index ledger_chunk_seq on tenant.ledger_chunk
using gist (int8range(first_seq, last_seq, '[]'));

-- A full hash tile: 256 hashes of one level of the tree.
create table tenant.ledger_tile (
  level smallint not null,
  tile_index bigint not null,
  hashes bytea not null,
  constraint ledger_tile_pk primary key (level, tile_index),
  constraint ledger_tile_level check (level between 0 and 7),
  constraint ledger_tile_hashes check (octet_length(hashes) = 8192)
);

-- Hashes do not compress.
alter table tenant.ledger_tile alter column hashes set storage external;

-- How far the log is sealed: one row, the only one of the log which is updated. `snapshot` is
-- what had been sealed; while more was found than fits into one block, `target` is what is being
-- sealed, up to `through_seq` so far. Transaction ids mean something in the cluster of
-- `system_identifier` alone.
create table tenant.ledger_head (
  one boolean not null default true,
  size bigint not null,
  root bytea not null,
  block_number bigint not null,
  block_hash bytea not null,
  snapshot pg_snapshot not null,
  target pg_snapshot,
  through_seq bigint,
  system_identifier bigint not null,
  constraint ledger_head_pk primary key (one),
  constraint ledger_head_one check (one),
  constraint ledger_head_root check (octet_length(root) = 32),
  constraint ledger_head_hash check (octet_length(block_hash) = 32)
);

-- A signed checkpoint and the signed head of the blocks, published after they were kept outside.
create table tenant.ledger_checkpoint (
  origin text not null,
  size bigint not null,
  block_number bigint not null,
  note bytea not null,
  block_note bytea not null,
  signed_at timestamptz not null,
  constraint ledger_checkpoint_pk primary key (origin, size)
);

-- The access log: who saw whose personal data in clear, and why. Its tables have the shape of the
-- ledger's, by construction: one machinery serves both. They stand apart so that the ledger's
-- statements, indexes and rows are what they were without it.
create table tenant.access_entry (like tenant.ledger_entry including all);

-- The codes of the two logs are disjoint: no entry of one is an entry of the other.
alter table tenant.access_entry drop constraint ledger_entry_kind;

alter table tenant.access_entry add constraint access_entry_kind check (kind = 101);

create table tenant.access_block (like tenant.ledger_block including all);

create table tenant.access_chunk (
  like tenant.ledger_chunk including all,
  constraint access_chunk_block foreign key (block_number) references tenant.access_block (number)
);

create table tenant.access_tile (like tenant.ledger_tile including all);

create table tenant.access_head (like tenant.ledger_head including all);

create table tenant.access_checkpoint (like tenant.ledger_checkpoint including all);

-- Identifier 0 is no cluster's: the first seal looks for entries in no chunk.
insert into tenant.ledger_head (size, root, block_number, block_hash, snapshot, system_identifier)
values (0, sha256(''::bytea), 0, decode(repeat('00', 32), 'hex'), pg_current_snapshot(), 0);

insert into tenant.access_head (size, root, block_number, block_hash, snapshot, system_identifier)
values (0, sha256(''::bytea), 0, decode(repeat('00', 32), 'hex'), pg_current_snapshot(), 0);

-- SQLSTATE TL001: rows of the logs are neither changed nor removed.
create function tenant.ledger_refuse() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'the log is append-only' using errcode = 'TL001', detail = tg_argv[0];
end
$$;

-- SQLSTATE TL002: the head only moves forward, by one block at a time.
create function tenant.ledger_head_step() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.size < old.size or new.block_number not in (old.block_number, old.block_number + 1)
    or (new.size = old.size) <> (new.block_number = old.block_number)
    or new.size = old.size and (new.root <> old.root or new.block_hash <> old.block_hash)
  then
    raise exception 'the head only moves forward' using errcode = 'TL002', detail = tg_argv[0];
  end if;
  return new;
end
$$;

create trigger ledger_entry_refuse before update or delete or truncate on tenant.ledger_entry
for each statement execute function tenant.ledger_refuse('ledger_entry');

create trigger ledger_block_refuse before update or delete or truncate on tenant.ledger_block
for each statement execute function tenant.ledger_refuse('ledger_block');

create trigger ledger_chunk_refuse before update or delete or truncate on tenant.ledger_chunk
for each statement execute function tenant.ledger_refuse('ledger_chunk');

create trigger ledger_tile_refuse before update or delete or truncate on tenant.ledger_tile
for each statement execute function tenant.ledger_refuse('ledger_tile');

create trigger ledger_checkpoint_refuse
before update or delete or truncate on tenant.ledger_checkpoint
for each statement execute function tenant.ledger_refuse('ledger_checkpoint');

create trigger ledger_head_refuse before delete or truncate on tenant.ledger_head
for each statement execute function tenant.ledger_refuse('ledger_head');

create trigger ledger_head_step before update on tenant.ledger_head
for each row execute function tenant.ledger_head_step('ledger_head');

create trigger access_entry_refuse before update or delete or truncate on tenant.access_entry
for each statement execute function tenant.ledger_refuse('access_entry');

create trigger access_block_refuse before update or delete or truncate on tenant.access_block
for each statement execute function tenant.ledger_refuse('access_block');

create trigger access_chunk_refuse before update or delete or truncate on tenant.access_chunk
for each statement execute function tenant.ledger_refuse('access_chunk');

create trigger access_tile_refuse before update or delete or truncate on tenant.access_tile
for each statement execute function tenant.ledger_refuse('access_tile');

create trigger access_checkpoint_refuse
before update or delete or truncate on tenant.access_checkpoint
for each statement execute function tenant.ledger_refuse('access_checkpoint');

create trigger access_head_refuse before delete or truncate on tenant.access_head
for each statement execute function tenant.ledger_refuse('access_head');

create trigger access_head_step before update on tenant.access_head
for each row execute function tenant.ledger_head_step('access_head');

alter table tenant.ledger_entry enable always trigger ledger_entry_refuse;

alter table tenant.ledger_block enable always trigger ledger_block_refuse;

alter table tenant.ledger_chunk enable always trigger ledger_chunk_refuse;

alter table tenant.ledger_tile enable always trigger ledger_tile_refuse;

alter table tenant.ledger_checkpoint enable always trigger ledger_checkpoint_refuse;

alter table tenant.ledger_head enable always trigger ledger_head_refuse;

alter table tenant.ledger_head enable always trigger ledger_head_step;

alter table tenant.access_entry enable always trigger access_entry_refuse;

alter table tenant.access_block enable always trigger access_block_refuse;

alter table tenant.access_chunk enable always trigger access_chunk_refuse;

alter table tenant.access_tile enable always trigger access_tile_refuse;

alter table tenant.access_checkpoint enable always trigger access_checkpoint_refuse;

alter table tenant.access_head enable always trigger access_head_refuse;

alter table tenant.access_head enable always trigger access_head_step;

-- `seq` and `xid` are drawn by the database: nobody may give them.
grant select, insert (entry_id, kind, subject_id, account_id, effective_on, recorded_at, leaf,
  leaf_hash, payload_ciphertext) on tenant.ledger_entry to tenant_role;

grant select on tenant.ledger_block to tenant_role;

grant select on tenant.ledger_chunk to tenant_role;

grant select on tenant.ledger_tile to tenant_role;

grant select on tenant.ledger_head to tenant_role;

grant select on tenant.ledger_checkpoint to tenant_role;

grant select (entry_id, seq, xid, kind, subject_id, account_id, effective_on, recorded_at, leaf,
  leaf_hash) on tenant.ledger_entry to tally_sealer;

grant select, insert on tenant.ledger_block to tally_sealer;

grant select, insert on tenant.ledger_chunk to tally_sealer;

grant select, insert on tenant.ledger_tile to tally_sealer;

grant select, update on tenant.ledger_head to tally_sealer;

grant select, insert on tenant.ledger_checkpoint to tally_sealer;

grant select, insert (entry_id, kind, subject_id, account_id, effective_on, recorded_at, leaf,
  leaf_hash, payload_ciphertext) on tenant.access_entry to tenant_role;

grant select on tenant.access_block to tenant_role;

grant select on tenant.access_chunk to tenant_role;

grant select on tenant.access_tile to tenant_role;

grant select on tenant.access_head to tenant_role;

grant select on tenant.access_checkpoint to tenant_role;

grant select (entry_id, seq, xid, kind, subject_id, account_id, effective_on, recorded_at, leaf,
  leaf_hash) on tenant.access_entry to tally_sealer;

grant select, insert on tenant.access_block to tally_sealer;

grant select, insert on tenant.access_chunk to tally_sealer;

grant select, insert on tenant.access_tile to tally_sealer;

grant select, update on tenant.access_head to tally_sealer;

grant select, insert on tenant.access_checkpoint to tally_sealer;

-- From here on only a superuser can alter, drop or replace any of it.
select provisioning.seal_ledger('tenant_schema',
  array['ledger_entry', 'ledger_block', 'ledger_chunk', 'ledger_tile', 'ledger_head',
    'ledger_checkpoint', 'access_entry', 'access_block', 'access_chunk', 'access_tile',
    'access_head', 'access_checkpoint'],
  array['ledger_refuse', 'ledger_head_step']);
