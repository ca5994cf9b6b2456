-- Each statement returns no row when the migration did what it should.
select 'missing table' as problem, t.name
from unnest(array['business_day', 'tenant_fact', 'tenant_key',
  'policy', 'counter', 'command_key', 'subject',
  'pii_subject', 'pii_identifier', 'pii_contact_point', 'subject_credential', 'agreement',
  'account', 'instalment', 'account_transaction', 'bucket_period', 'loan_class', 'score',
  'import_batch', 'import_rejection', 'import_evidence', 'job']) as t (name)
where to_regclass('tenant.' || t.name) is null;

select 'missing index' as problem, i.name
from unnest(array['agreement_entry', 'agreement_signed', 'account_transaction_entry',
  'account_transaction_value']) as i (name)
where to_regclass('tenant.' || i.name) is null;

select 'tenant role may change append-only rows' as problem, c.relname
from pg_catalog.pg_class c
where c.oid = 'tenant.account_transaction'::regclass
  and (has_table_privilege('tenant_role', c.oid, 'update')
    or has_table_privilege('tenant_role', c.oid, 'delete')
    or has_table_privilege('tenant_role', c.oid, 'truncate'));

select 'foreign key leaves the schema' as problem, k.conname
from pg_catalog.pg_constraint k
join pg_catalog.pg_class a on a.oid = k.conrelid
join pg_catalog.pg_class b on b.oid = k.confrelid
where k.contype = 'f' and a.relnamespace = 'tenant_schema'::regnamespace
  and b.relnamespace <> a.relnamespace;

select 'ranges may overlap' as problem, t.name
from unnest(array['bucket_period', 'loan_class']) as t (name)
where not exists (
  select from pg_catalog.pg_constraint k
  where k.conrelid = to_regclass('tenant.' || t.name) and k.contype = 'x');

select 'dates before 1900 are not refused' as problem, c.name
from unnest(array['business_day_from', 'agreement_signed_from', 'instalment_from',
  'account_transaction_from']) as c (name)
where not exists (
  select from pg_catalog.pg_constraint k
  where k.conname = c.name and k.connamespace = 'tenant_schema'::regnamespace
    and k.contype = 'c');
