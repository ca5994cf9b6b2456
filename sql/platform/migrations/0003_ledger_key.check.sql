-- Returns no row when the column is there.
select wanted.name
from (values ('ledger_vkey')) as wanted (name)
where not exists (
  select from pg_catalog.pg_attribute a
  where a.attrelid = 'platform.tenant'::regclass and a.attname = wanted.name);
