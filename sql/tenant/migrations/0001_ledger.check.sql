-- Each statement returns no row when the migration did what it should.
select 'missing table' as problem, t.name
from unnest(array['ledger_entry', 'ledger_block', 'ledger_chunk', 'ledger_tile', 'ledger_head',
  'ledger_checkpoint']) as t (name)
where to_regclass('tenant.' || t.name) is null;

select 'not owned by tally_ledger' as problem, c.relname
from pg_catalog.pg_class c
where c.relnamespace = 'tenant_schema'::regnamespace and c.relname like 'ledger\_%'
  and c.relkind = 'r' and c.relowner <> 'tally_ledger'::regrole;

select 'function not owned by tally_ledger' as problem, p.proname
from pg_catalog.pg_proc p
where p.pronamespace = 'tenant_schema'::regnamespace and p.proname like 'ledger\_%'
  and p.proowner <> 'tally_ledger'::regrole;

select 'trigger missing or not always enabled' as problem, w.name
from unnest(array['ledger_entry_refuse', 'ledger_block_refuse', 'ledger_chunk_refuse',
  'ledger_tile_refuse', 'ledger_checkpoint_refuse', 'ledger_head_refuse',
  'ledger_head_step']) as w (name)
where not exists (
  select
  from pg_catalog.pg_trigger t
  join pg_catalog.pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'tenant_schema'::regnamespace and t.tgname = w.name
    and t.tgenabled = 'A');

select 'may change append-only rows' as problem, c.relname, r.name
from pg_catalog.pg_class c
cross join unnest(array['tenant_role', 'tally_sealer', 'tally_owner', 'tally_platform']) as r (name)
where c.relnamespace = 'tenant_schema'::regnamespace and c.relname like 'ledger\_%'
  and c.relkind = 'r'
  and (has_table_privilege(r.name, c.oid, 'delete')
    or has_table_privilege(r.name, c.oid, 'truncate')
    or has_table_privilege(r.name, c.oid, 'trigger')
    or has_any_column_privilege(r.name, c.oid, 'update')
      and not (c.relname = 'ledger_head' and r.name = 'tally_sealer'));

select 'may insert what another role makes' as problem, c.relname, r.name
from pg_catalog.pg_class c
cross join unnest(array['tenant_role', 'tally_sealer', 'tally_platform']) as r (name)
where c.relnamespace = 'tenant_schema'::regnamespace and c.relname like 'ledger\_%'
  and c.relkind = 'r' and has_any_column_privilege(r.name, c.oid, 'insert')
  and (r.name = 'tenant_role') <> (c.relname = 'ledger_entry');

select 'the database draws these' as problem, a.attname
from pg_catalog.pg_attribute a
where a.attrelid = 'tenant.ledger_entry'::regclass and a.attname in ('seq', 'xid')
  and has_column_privilege('tenant_role', a.attrelid, a.attnum, 'insert');

select 'the sealer reads no payload' as problem
where has_column_privilege('tally_sealer', 'tenant.ledger_entry', 'payload_ciphertext', 'select');
