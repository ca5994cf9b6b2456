-- Each statement returns no row when the migration did what it should.
select 'missing table' as problem, l.name || t.name as name
from unnest(array['ledger_', 'access_']) as l (name)
cross join unnest(array['entry', 'block', 'chunk', 'tile', 'head', 'checkpoint']) as t (name)
where to_regclass('tenant.' || l.name || t.name) is null;

select 'the logs have not one shape' as problem, coalesce(l.name, a.name) as name
from (
  select substr(c.relname, 8) || '.' || a.attname as name, a.attnum, a.atttypid, a.attnotnull,
    a.attidentity, a.attstorage, pg_get_expr(d.adbin, d.adrelid) as default_value
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0
  left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'tenant_schema'::regnamespace and c.relname like 'ledger\_%'
    and c.relkind = 'r'
) as l
full join (
  select substr(c.relname, 8) || '.' || a.attname as name, a.attnum, a.atttypid, a.attnotnull,
    a.attidentity, a.attstorage, pg_get_expr(d.adbin, d.adrelid) as default_value
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0
  left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'tenant_schema'::regnamespace and c.relname like 'access\_%'
    and c.relkind = 'r'
) as a on (l.*)::text = (a.*)::text
where l.name is null or a.name is null;

select 'the logs have not as many indexes and constraints' as problem, l.relname
from pg_catalog.pg_class l
join pg_catalog.pg_class a
  on a.relnamespace = l.relnamespace and a.relname = 'access_' || substr(l.relname, 8)
where l.relnamespace = 'tenant_schema'::regnamespace and l.relname like 'ledger\_%'
  and l.relkind = 'r'
  and ((select count(*) from pg_catalog.pg_index i where i.indrelid = l.oid)
      <> (select count(*) from pg_catalog.pg_index i where i.indrelid = a.oid)
    or (select count(*) from pg_catalog.pg_constraint k where k.conrelid = l.oid)
      <> (select count(*) from pg_catalog.pg_constraint k where k.conrelid = a.oid));

select 'not owned by tally_ledger' as problem, c.relname
from pg_catalog.pg_class c
where c.relnamespace = 'tenant_schema'::regnamespace
  and c.relname like any (array['ledger\_%', 'access\_%'])
  and c.relkind = 'r' and c.relowner <> 'tally_ledger'::regrole;

select 'function not owned by tally_ledger' as problem, p.proname
from pg_catalog.pg_proc p
where p.pronamespace = 'tenant_schema'::regnamespace and p.proname like 'ledger\_%'
  and p.proowner <> 'tally_ledger'::regrole;

select 'trigger missing or not always enabled' as problem, l.name || w.name as name
from unnest(array['ledger_', 'access_']) as l (name)
cross join unnest(array['entry_refuse', 'block_refuse', 'chunk_refuse', 'tile_refuse',
  'checkpoint_refuse', 'head_refuse', 'head_step']) as w (name)
where not exists (
  select
  from pg_catalog.pg_trigger t
  join pg_catalog.pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'tenant_schema'::regnamespace and t.tgname = l.name || w.name
    and t.tgname like c.relname || '\_%' and t.tgenabled = 'A');

select 'may change append-only rows' as problem, c.relname, r.name
from pg_catalog.pg_class c
cross join unnest(array['tenant_role', 'tally_sealer', 'tally_owner', 'tally_platform']) as r (name)
where c.relnamespace = 'tenant_schema'::regnamespace
  and c.relname like any (array['ledger\_%', 'access\_%']) and c.relkind = 'r'
  and (has_table_privilege(r.name, c.oid, 'delete')
    or has_table_privilege(r.name, c.oid, 'truncate')
    or has_table_privilege(r.name, c.oid, 'trigger')
    or has_any_column_privilege(r.name, c.oid, 'update')
      and not (c.relname in ('ledger_head', 'access_head') and r.name = 'tally_sealer'));

select 'may insert what another role makes' as problem, c.relname, r.name
from pg_catalog.pg_class c
cross join unnest(array['tenant_role', 'tally_sealer', 'tally_platform']) as r (name)
where c.relnamespace = 'tenant_schema'::regnamespace
  and c.relname like any (array['ledger\_%', 'access\_%']) and c.relkind = 'r'
  and has_any_column_privilege(r.name, c.oid, 'insert')
  and (r.name = 'tenant_role') <> (c.relname in ('ledger_entry', 'access_entry'));

select 'the database draws these' as problem, a.attrelid::regclass::text, a.attname
from pg_catalog.pg_attribute a
where a.attrelid in ('tenant.ledger_entry'::regclass, 'tenant.access_entry'::regclass)
  and a.attname in ('seq', 'xid')
  and has_column_privilege('tenant_role', a.attrelid, a.attnum, 'insert');

select 'the sealer reads no payload' as problem, t.name
from unnest(array['tenant.ledger_entry', 'tenant.access_entry']) as t (name)
where has_column_privilege('tally_sealer', t.name, 'payload_ciphertext', 'select');
