-- Each statement returns no row when the migration did what it should.
select 'missing table' as problem, t.name
from unnest(array['principal', 'principal_role', 'credential', 'regulator', 'regulator_grant',
  'command_key']) as t (name)
where to_regclass('platform.' || t.name) is null;
