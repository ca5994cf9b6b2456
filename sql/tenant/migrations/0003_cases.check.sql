-- Each statement returns no row when the migration did what it should.
select 'missing table' as problem, t.name
from unnest(array['legal_basis', 'data_source', 'consent', 'asset', 'asset_observation', 'alert',
  'collection_case', 'case_account', 'contact_check', 'case_action', 'promise', 'repair_case',
  'repair_stage_record', 'extract']) as t (name)
where to_regclass('tenant.' || t.name) is null;

select 'missing index' as problem, i.name
from unnest(array['collection_case_of_subject', 'collection_case_order',
  'collection_case_state_order', 'promise_of_case', 'repair_case_of_subject',
  'repair_case_order']) as i (name)
where to_regclass('tenant.' || i.name) is null;

select 'tenant role may change append-only rows' as problem, c.relname
from pg_catalog.pg_class c
where c.oid in ('tenant.asset_observation'::regclass, 'tenant.contact_check'::regclass,
    'tenant.case_action'::regclass)
  and (has_table_privilege('tenant_role', c.oid, 'update')
    or has_table_privilege('tenant_role', c.oid, 'delete')
    or has_table_privilege('tenant_role', c.oid, 'truncate'));

select 'append-only table not owned by tally_ledger' as problem, c.relname
from pg_catalog.pg_class c
where c.oid in ('tenant.account_transaction'::regclass, 'tenant.asset_observation'::regclass,
    'tenant.contact_check'::regclass, 'tenant.case_action'::regclass)
  and c.relowner <> 'tally_ledger'::regrole;

select 'function not owned by tally_ledger' as problem, p.proname
from pg_catalog.pg_proc p
where p.pronamespace = 'tenant_schema'::regnamespace and p.proname = 'refuse_change'
  and p.proowner <> 'tally_ledger'::regrole;

select 'missing constraint' as problem, c.name
from unnest(array['asset_observation_from', 'asset_observation_shares']) as c (name)
where not exists (
  select from pg_catalog.pg_constraint k
  where k.conname = c.name and k.connamespace = 'tenant_schema'::regnamespace
    and k.contype = 'c');
