-- What still stands open to tenants, by effect. tally_probe has the rights of everybody; what a
-- tenant role has beyond them is found by its grants, memberships and possessions.
select format('function %s can be executed', p.oid::regprocedure) as finding
from pg_catalog.pg_proc p
where p.pronamespace = 'pg_catalog'::regnamespace
  and p.prokind = 'f'
  and (
    p.proname = 'set_config'
    or p.proname ~ '^(query|cursor|table|schema|database)_to_xml'
    or p.proname in ('ts_stat', 'ts_rewrite')
    or p.proname ~ '^pg_(try_)?advisory_'
    or p.proname ~ '^lo_'
    or p.proname in ('loread', 'lowrite', 'pg_notify', 'pg_logical_emit_message')
    or p.proname ~ '^pg_stat_'
    or p.proname ~ '^pg_get_(function|view|rule|trigger|constraint|index|statisticsobj)'
    or p.proname ~ '^pg_(database|tablespace|relation|table|indexes|total_relation)_size$'
    or p.proname in (
      'pg_relation_filepath', 'pg_lock_status', 'pg_blocking_pids',
      'pg_safe_snapshot_blocking_pids', 'pg_prepared_xact', 'pg_cancel_backend',
      'pg_terminate_backend', 'pg_export_snapshot'))
  and has_function_privilege('tally_probe', p.oid, 'execute')
union all
select format('%s can be read', c.oid::regclass)
from pg_catalog.pg_class c
where c.relnamespace = 'pg_catalog'::regnamespace
  and c.relkind in ('r', 'v')
  and (
    c.relname ~ '^pg_stat'
    or c.relname in (
      'pg_authid', 'pg_shadow', 'pg_roles', 'pg_user', 'pg_group', 'pg_auth_members',
      'pg_user_mappings', 'pg_proc', 'pg_rewrite', 'pg_tables', 'pg_views', 'pg_matviews',
      'pg_indexes', 'pg_rules', 'pg_policies', 'pg_policy', 'pg_sequences', 'pg_locks',
      'pg_prepared_xacts', 'pg_largeobject', 'pg_largeobject_metadata', 'pg_replication_slots',
      'pg_publication_tables'))
  and has_table_privilege('tally_probe', c.oid, 'select')
union all
select format('%s can be written', c.oid::regclass)
from pg_catalog.pg_class c
where c.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  and c.relkind in ('r', 'v')
  and has_table_privilege('tally_probe', c.oid, 'insert, update, delete, truncate')
union all
select format('relation %s is open to everybody', c.oid::regclass)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'p', 'f')
  and n.nspname !~ '^pg_'
  and n.nspname <> 'information_schema'
  and has_schema_privilege('tally_probe', n.oid, 'usage')
  and has_table_privilege('tally_probe', c.oid, 'select, insert, update, delete')
union all
select format('function %s runs as its owner without a fixed search_path', p.oid::regprocedure)
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.prosecdef
  and n.nspname !~ '^pg_'
  and not exists (
    select from unnest(p.proconfig) setting
    where setting ~ '^search_path=pg_catalog, (.*, )?pg_temp$')
union all
select format('function %s runs as its owner for everybody', p.oid::regprocedure)
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.prosecdef
  and n.nspname !~ '^pg_'
  and has_function_privilege('tally_probe', p.oid, 'execute')
union all
select format('language %s can be used', l.lanname)
from pg_catalog.pg_language l
where l.lanpltrusted and has_language_privilege('tally_probe', l.oid, 'usage')
union all
select format('%s is granted on database %s', wanted.privilege, d.datname)
from pg_catalog.pg_database d
cross join (values ('temporary'), ('create')) as wanted (privilege)
where d.datname = current_database()
  and has_database_privilege('tally_probe', d.oid, wanted.privilege)
union all
select format('connect is granted on database %s', d.datname)
from pg_catalog.pg_database d
where d.datname in ('postgres', 'template1')
  and has_database_privilege('tally_probe', d.oid, 'connect')
union all
select format('create is granted on schema %s', n.nspname)
from pg_catalog.pg_namespace n
where has_schema_privilege('tally_probe', n.oid, 'create')
union all
select format('role %s has rights of its own', r.rolname)
from pg_catalog.pg_roles r
where (r.rolname ~ '^t_[0-9a-f]{32}$'
    or r.rolname in ('tally_owner', 'tally_platform', 'tally_sealer', 'tally_ledger', 'tally_probe'))
  and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls)
union all
select format('role %s can log in', r.rolname)
from pg_catalog.pg_roles r
where r.rolname in ('tally_ledger', 'tally_provisioner', 'tally_probe') and r.rolcanlogin
union all
select format('role %s is a member of %s', m.rolname, g.rolname)
from pg_catalog.pg_auth_members a
join pg_catalog.pg_roles m on m.oid = a.member
join pg_catalog.pg_roles g on g.oid = a.roleid
where m.rolname ~ '^t_[0-9a-f]{32}$'
  or m.rolname in ('tally_owner', 'tally_platform', 'tally_sealer', 'tally_probe', 'tally_ledger')
  or g.rolname in ('tally_ledger', 'tally_provisioner', 'tally_owner')
union all
select format('role %s owns objects', r.rolname)
from pg_catalog.pg_roles r
where (r.rolname ~ '^t_[0-9a-f]{32}$' or r.rolname = 'tally_probe')
  and exists (
    select from pg_catalog.pg_shdepend d
    where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.refobjid = r.oid
      and d.deptype = 'o')
union all
select distinct format('role %s has a grant outside of its schema', r.rolname)
from pg_catalog.pg_shdepend d
join pg_catalog.pg_roles r on r.oid = d.refobjid
left join pg_catalog.pg_class c
  on d.classid = 'pg_catalog.pg_class'::regclass and c.oid = d.objid
left join pg_catalog.pg_proc p
  on d.classid = 'pg_catalog.pg_proc'::regclass and p.oid = d.objid
left join pg_catalog.pg_namespace n
  on n.oid = coalesce(
    c.relnamespace, p.pronamespace,
    case when d.classid = 'pg_catalog.pg_namespace'::regclass then d.objid end)
where d.refclassid = 'pg_catalog.pg_authid'::regclass
  and d.deptype = 'a'
  and d.dbid in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
  and (r.rolname ~ '^t_[0-9a-f]{32}$' or r.rolname = 'tally_probe')
  and n.nspname is distinct from r.rolname
order by 1;
