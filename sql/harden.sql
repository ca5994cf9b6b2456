-- What a role with no rights of its own can do in a fresh PostgreSQL database, and must not here.
-- Run by a superuser in each database of the platform, after roles.sql; may run again at any time.
-- These revokes belong to the database: a dump does not carry them and a major upgrade loses them,
-- so that start-up asks for their effect (checks/hardening.sql).
do $$
declare
  target record;
begin
  for target in
    select p.oid::regprocedure::text as signature, p.proname as name
    from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.prokind = 'f'
      and (
        -- Switches role or setting inside an expression.
        p.proname = 'set_config'
        -- Runs a query given as text.
        or p.proname ~ '^(query|cursor|table|schema|database)_to_xml'
        or p.proname in ('ts_stat', 'ts_rewrite')
        -- Shared between tenants: locks, large objects, notifications, the log.
        or p.proname ~ '^pg_(try_)?advisory_'
        or p.proname ~ '^lo_'
        or p.proname in ('loread', 'lowrite', 'pg_notify', 'pg_logical_emit_message')
        -- Tells about others, or reaches them.
        or p.proname ~ '^pg_stat_'
        or p.proname ~ '^pg_get_(function|view|rule|trigger|constraint|index|statisticsobj)'
        or p.proname ~ '^pg_(database|tablespace|relation|table|indexes|total_relation)_size$'
        or p.proname in (
          'pg_relation_filepath', 'pg_lock_status', 'pg_blocking_pids',
          'pg_safe_snapshot_blocking_pids', 'pg_prepared_xact', 'pg_cancel_backend',
          'pg_terminate_backend', 'pg_export_snapshot'))
  loop
    execute format('revoke execute on function %s from public', target.signature);
    if target.name ~ '^pg_stat_' or target.name ~ '_size$' or target.name = 'pg_lock_status' then
      execute format('grant execute on function %s to pg_monitor', target.signature);
    end if;
    if target.name ~ '^pg_get_' or target.name = 'ts_rewrite' then
      execute format('grant execute on function %s to tally_owner', target.signature);
    end if;
  end loop;
end
$$;

do $$
declare
  target record;
begin
  for target in
    select c.oid::regclass::text as name
    from pg_catalog.pg_class c
    where c.relnamespace = 'pg_catalog'::regnamespace
      and c.relkind in ('r', 'v')
      and (
        c.relname ~ '^pg_stat'
        or c.relname in (
          'pg_roles', 'pg_user', 'pg_group', 'pg_auth_members', 'pg_user_mappings', 'pg_proc',
          'pg_rewrite', 'pg_tables', 'pg_views', 'pg_matviews', 'pg_indexes', 'pg_rules',
          'pg_policies', 'pg_policy', 'pg_sequences', 'pg_locks', 'pg_prepared_xacts',
          'pg_largeobject_metadata', 'pg_replication_slots', 'pg_publication_tables'))
  loop
    execute format('revoke select on %s from public', target.name);
    execute format('grant select on %s to pg_monitor', target.name);
    if target.name !~ '^pg_stat' and target.name !~ 'pg_statistic' then
      execute format('grant select on %s to tally_owner', target.name);
    end if;
  end loop;
end
$$;

-- The two catalogs of samples stay with superusers.
revoke select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data from pg_monitor;

revoke update on pg_catalog.pg_settings from public;

-- No DO blocks and no functions of one's own. Functions that exist go on working.
revoke usage on language plpgsql, sql from public;

grant usage on language plpgsql, sql to tally_owner;

-- The provisioning function asks which roles exist.
grant select on pg_catalog.pg_roles to tally_provisioner;

-- Hints between servers, which carry no data.
grant execute on function pg_catalog.pg_notify(text, text) to tally_platform;
