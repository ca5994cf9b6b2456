-- The server's role has what it needs and cannot delete.
select wanted.name
from (values ('cell'), ('tenant'), ('placement'), ('login_epoch')) as wanted (name)
where not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'select')
  or not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'insert')
  or not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'update')
  or has_table_privilege('tally_platform', 'platform.' || wanted.name, 'delete, truncate');

-- Everybody else has nothing.
select c.relname
from pg_catalog.pg_class c
where c.relnamespace = 'platform'::regnamespace
  and c.relkind = 'r'
  and has_table_privilege('tally_probe', c.oid, 'select, insert, update, delete, truncate');
