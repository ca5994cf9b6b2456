// Made by `forge generate sql`. Do not edit.
// swift-format-ignore-file
// Sources: sql/checks sql/harden.sql sql/platform/migrations sql/roles.sql sql/tenant/migrations
// SHA-256: 5df0a8e828524d8567c6693bc2129757d55b58c94867a31f4a1fd74e550c1868
package import SQL

/// The schemas' migrations and scripts, as they lie below `sql/`.
package enum Schema {
  /// Of the schema `platform`.
  package static let platform: [Migration] = [platform1, platform2, platform3, platform4]
  /// Of each tenant's schema.
  package static let tenant: [Migration] = [tenant1, tenant2, tenant3]
  /// `sql/roles.sql`: the cluster's roles.
  package static let roles = Script(name: "roles", statements: [
    #"""
      do $$
      declare
        wanted text;
      begin
        foreach wanted in array array[
          'tally_owner', 'tally_platform', 'tally_sealer', 'tally_ledger', 'tally_provisioner',
          'tally_probe']
        loop
          if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
            execute format('create role %I', wanted);
          end if;
        end loop;
      end
      $$
      """#,
    #"""
      alter role tally_owner
        login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit
      """#,
    #"""
      alter role tally_platform
        login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit
      """#,
    #"""
      alter role tally_sealer
        login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit
      """#,
    #"""
      alter role tally_ledger
        nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit
      """#,
    #"""
      alter role tally_provisioner
        nologin nosuperuser nocreatedb createrole noreplication nobypassrls noinherit
      """#,
    #"""
      alter role tally_probe
        nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit
      """#,
    #"""
      do $$
      declare
        other text;
      begin
        execute format('revoke all on database %I from public', current_database());
        execute format('grant connect on database %I to public', current_database());
        execute format('grant create on database %I to tally_ledger', current_database());
        for other in
          select datname from pg_catalog.pg_database where datname in ('postgres', 'template1')
        loop
          execute format('revoke all on database %I from public', other);
        end loop;
      end
      $$
      """#,
    #"""
      revoke all on schema public from public
      """#,
    #"""
      create schema if not exists platform authorization tally_owner
      """#,
    #"""
      grant usage on schema platform to tally_platform
      """#,
    #"""
      create schema if not exists extension
      """#,
    #"""
      create extension if not exists btree_gist with schema extension
      """#,
    #"""
      alter default privileges for role tally_owner revoke execute on functions from public
      """#,
    #"""
      create schema if not exists provisioning
      """#,
    #"""
      grant usage on schema provisioning to tally_owner
      """#,
    #"""
      create or replace function provisioning.set_tenant_role(role_name text, verifier text)
      returns void
      language plpgsql
      security definer
      set search_path = pg_catalog, pg_temp
      as $$
      begin
        if role_name is null or role_name !~ '^t_[0-9a-f]{32}$' then
          raise exception 'not the name of a tenant role' using errcode = '22023';
        end if;
        if verifier is not null and verifier !~
          '^SCRAM-SHA-256\$[1-9][0-9]{0,6}:[A-Za-z0-9+/]{16,64}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$'
        then
          raise exception 'not a SCRAM-SHA-256 verifier' using errcode = '22023';
        end if;
        -- pg_roles is closed to this role.
        if pg_catalog.to_regrole(role_name) is null then
          execute format(
            'create role %I nologin noinherit nosuperuser nocreatedb nocreaterole noreplication'
            ' nobypassrls', role_name);
        end if;
        if verifier is not null then
          execute format('alter role %I login password %L', role_name, verifier);
        end if;
      end
      $$
      """#,
    #"""
      alter function provisioning.set_tenant_role(text, text) owner to tally_provisioner
      """#,
    #"""
      create or replace function provisioning.create_tenant_schema(schema_name text)
      returns void
      language plpgsql
      security definer
      set search_path = pg_catalog, pg_temp
      as $$
      begin
        if schema_name is null or schema_name !~ '^t_[0-9a-f]{32}$' then
          raise exception 'not the name of a tenant schema' using errcode = '22023';
        end if;
        execute format('create schema if not exists %I', schema_name);
        execute format('grant usage, create on schema %I to tally_owner', schema_name);
        execute format('grant usage on schema %I to tally_sealer, %I', schema_name, schema_name);
      end
      $$
      """#,
    #"""
      alter function provisioning.create_tenant_schema(text) owner to tally_ledger
      """#,
    #"""
      create or replace function provisioning.seal_ledger(
        schema_name text, table_names text[], function_names text[])
      returns void
      language plpgsql
      security definer
      set search_path = pg_catalog, pg_temp
      as $$
      declare
        wanted text;
        owner_name text;
      begin
        if schema_name is null or schema_name !~ '^t_[0-9a-f]{32}$' then
          raise exception 'not the name of a tenant schema' using errcode = '22023';
        end if;
        foreach wanted in array table_names loop
          select pg_catalog.pg_get_userbyid(c.relowner) into owner_name
          from pg_catalog.pg_class c
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where n.nspname = schema_name and c.relname = wanted and c.relkind = 'r';
          if owner_name is distinct from 'tally_owner' and owner_name is distinct from 'tally_ledger' then
            raise exception 'no such table to seal' using errcode = '42P01';
          end if;
          if owner_name = 'tally_owner' then
            execute format('alter table %I.%I owner to tally_ledger', schema_name, wanted);
          end if;
        end loop;
        foreach wanted in array function_names loop
          select pg_catalog.pg_get_userbyid(p.proowner) into owner_name
          from pg_catalog.pg_proc p
          join pg_catalog.pg_namespace n on n.oid = p.pronamespace
          where n.nspname = schema_name and p.proname = wanted and p.pronargs = 0 and p.prokind = 'f'
            and not p.prosecdef;
          if owner_name is distinct from 'tally_owner' and owner_name is distinct from 'tally_ledger' then
            raise exception 'no such function to seal' using errcode = '42883';
          end if;
          if owner_name = 'tally_owner' then
            execute format('alter function %I.%I() owner to tally_ledger', schema_name, wanted);
          end if;
        end loop;
      end
      $$
      """#,
    #"""
      revoke all on function
        provisioning.set_tenant_role(text, text),
        provisioning.create_tenant_schema(text),
        provisioning.seal_ledger(text, text[], text[])
      from public
      """#,
    #"""
      grant execute on function
        provisioning.set_tenant_role(text, text),
        provisioning.create_tenant_schema(text),
        provisioning.seal_ledger(text, text[], text[])
      to tally_owner
      """#,
  ])
  /// `sql/harden.sql`: the revokes only a superuser can do.
  package static let harden = Script(name: "harden", statements: [
    #"""
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
      $$
      """#,
    #"""
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
      $$
      """#,
    #"""
      revoke select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data from pg_monitor
      """#,
    #"""
      revoke update on pg_catalog.pg_settings from public
      """#,
    #"""
      revoke usage on language plpgsql, sql from public
      """#,
    #"""
      grant usage on language plpgsql, sql to tally_owner
      """#,
    #"""
      grant select on pg_catalog.pg_roles to tally_provisioner
      """#,
    #"""
      grant execute on function pg_catalog.pg_notify(text, text) to tally_platform
      """#,
  ])
  /// `sql/checks`: each statement returns no row when all is well.
  package static let checks: [Script] = [
    Script(name: "hardening", statements: [
      #"""
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
        order by 1
        """#,
    ]),
    Script(name: "role_settings", statements: [
      #"""
        select distinct r.rolname::text as finding
        from pg_catalog.pg_db_role_setting s
        join pg_catalog.pg_roles r on r.oid = s.setrole
        where r.rolname ~ '^t_[0-9a-f]{32}$'
          and s.setdatabase in (
            0, (select oid from pg_catalog.pg_database where datname = current_database()))
        order by 1
        """#,
    ]),
    Script(name: "tenant/accounts", statements: [
      #"""
        select format('account %s: balance %s, its transactions sum to %s', a.id, a.balance, t.amount)
          as finding
        from tenant.account a
        left join lateral (
          select coalesce(sum(x.amount), 0) as amount
          from tenant.account_transaction x
          where x.account_id = a.id
        ) t on true
        where a.balance <> t.amount
        order by a.id
        """#,
      #"""
        select format('account %s: version %s, it has %s entries', a.id, a.version, e.entry_count)
          as finding
        from tenant.account a
        left join (
          select x.account_id, count(*) as entry_count
          from tenant.ledger_entry x
          where x.account_id is not null
          group by x.account_id
        ) e on e.account_id = a.pseudonym
        where a.version <> coalesce(e.entry_count, 0)
        order by a.id
        """#,
      #"""
        select format('account %s: %s entries, the versions %s to %s', e.account_id, count(*),
          min(e.version), max(e.version)) as finding
        from (
          select x.account_id,
            (convert_from(x.leaf, 'UTF8')::json ->> 'account_version')::bigint as version
          from tenant.ledger_entry x
          where x.account_id is not null
        ) e
        group by e.account_id
        having min(e.version) <> 1 or max(e.version) <> count(*) or count(distinct e.version) <> count(*)
        order by e.account_id
        """#,
      #"""
        select format('entry of the account %s, which is not there', e.account_id) as finding
        from tenant.ledger_entry e
        where e.account_id is not null
          and not exists (select from tenant.account a where a.pseudonym = e.account_id)
        order by e.account_id
        """#,
    ]),
    Script(name: "tenant/cases", statements: [
      #"""
        select format('case %s has no account', c.no) as finding
        from tenant.collection_case c
        where not exists (select from tenant.case_account a where a.case_id = c.id)
        order by c.no
        """#,
      #"""
        select format('case %s is closed and holds an open promise', c.no) as finding
        from tenant.collection_case c
        join tenant.promise p on p.case_id = c.id and p.state in (1, 3)
        where c.state > 12
        order by c.no
        """#,
      #"""
        select format('act %s was recorded before its check was judged', a.id) as finding
        from tenant.case_action a
        join tenant.contact_check k on k.id = a.contact_check_id
        where a.recorded_at < k.evaluated_at
        order by a.id
        """#,
    ]),
    Script(name: "tenant/entries", statements: [
      #"""
        select format('entry %s: a column differs from the leaf', e.entry_id) as finding
        from tenant.ledger_entry e
        cross join lateral (select convert_from(e.leaf, 'UTF8')::json as leaf) l
        where (l.leaf ->> 'entry')::uuid is distinct from e.entry_id
          or (l.leaf ->> 'kind')::smallint is distinct from e.kind
          or (l.leaf ->> 'subject')::uuid is distinct from e.subject_id
          or (l.leaf ->> 'account')::uuid is distinct from e.account_id
          or (l.leaf ->> 'effective_at')::date is distinct from e.effective_on
          or (l.leaf ->> 'recorded_at')::timestamptz is distinct from e.recorded_at
        order by e.entry_id
        """#,
      #"""
        select format('entry %s: the hash is not that of the leaf', e.entry_id) as finding
        from tenant.ledger_entry e
        where e.leaf_hash <> sha256('\x00'::bytea || e.leaf)
        order by e.entry_id
        """#,
      #"""
        select format('entry %s names another tenant than entry %s', e.entry_id, f.entry_id) as finding
        from tenant.ledger_entry e
        cross join (select x.entry_id, x.leaf from tenant.ledger_entry x order by x.seq limit 1) f
        where convert_from(e.leaf, 'UTF8')::json ->> 'tenant'
          <> convert_from(f.leaf, 'UTF8')::json ->> 'tenant'
        order by e.entry_id
        """#,
      #"""
        select format('entry %s: postings sum to %s %s', e.entry_id, sum((x ->> 'amount')::numeric),
          x ->> 'currency') as finding
        from tenant.ledger_entry e
        cross join lateral json_array_elements(convert_from(e.leaf, 'UTF8')::json -> 'postings') as x
        group by e.entry_id, x ->> 'currency'
        having sum((x ->> 'amount')::numeric) <> 0
        order by e.entry_id
        """#,
      #"""
        select format('entry of the person %s, who is not there', e.subject_id) as finding
        from tenant.ledger_entry e
        where e.subject_id is not null
          and not exists (select from tenant.subject s where s.pseudonym = e.subject_id)
        order by e.subject_id
        """#,
    ]),
    Script(name: "tenant/standing", statements: [
      #"""
        select format('account %s: bucket %s with %s days past due', a.id, a.bucket, a.days_past_due)
          as finding
        from tenant.account a
        where (a.bucket = 0) <> (a.days_past_due = 0)
          or (a.days_past_due = 0) <> (a.first_past_due_on is null)
          or a.days_past_due <> coalesce(a.as_of_on - a.first_past_due_on, 0)
          or (a.days_past_due = 0 and a.overdue <> 0)
          or a.overdue > greatest(a.balance_as_of, 0)
        order by a.id
        """#,
      #"""
        select format('bucket %s reaches to %s days past due, bucket %s begins with %s', b.bucket,
          b.days_max, c.bucket, c.days_min) as finding
        from (
          select a.bucket, a.as_of_on, max(a.days_past_due) as days_max
          from tenant.account a
          group by a.bucket, a.as_of_on
        ) b
        join (
          select a.bucket, a.as_of_on, min(a.days_past_due) as days_min
          from tenant.account a
          group by a.bucket, a.as_of_on
        ) c on c.as_of_on = b.as_of_on and c.bucket > b.bucket and c.days_min <= b.days_max
        order by b.bucket, c.bucket
        """#,
      #"""
        select format('account %s: bucket %s with %s days past due', a.id, a.bucket, a.days_past_due)
          as finding
        from tenant.account a
        where not exists (select from tenant.policy)
          and a.bucket <> least(7, (a.days_past_due + 29) / 30)
        order by a.id
        """#,
      #"""
        select format('account %s: as of %s, the last closed day is %s', a.id, a.as_of_on,
          d.last_closed_on) as finding
        from tenant.account a
        cross join tenant.business_day d
        where d.day_state = 1 and a.as_of_on > d.last_closed_on
        order by a.id
        """#,
      #"""
        select format('account %s: %s open bucket periods', a.id, count(b.account_id)) as finding
        from tenant.account a
        left join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
        where a.as_of_on is not null
        group by a.id
        having count(b.account_id) <> 1
        order by a.id
        """#,
      #"""
        select format('account %s: bucket %s, the open period says %s', a.id, a.bucket, b.bucket)
          as finding
        from tenant.account a
        join tenant.bucket_period b on b.account_id = a.id and b.left_on is null
        where a.bucket <> b.bucket
        order by a.id
        """#,
      #"""
        select format('account %s: %s open classes', a.id, count(l.account_id)) as finding
        from tenant.account a
        left join tenant.loan_class l on l.account_id = a.id and l.to_on is null
        where a.as_of_on is not null
        group by a.id
        having count(l.account_id) <> 1
        order by a.id
        """#,
      #"""
        select format('account %s: class %s, the open period says %s', a.id, a.loan_class, l.class)
          as finding
        from tenant.account a
        join tenant.loan_class l on l.account_id = a.id and l.to_on is null
        where a.loan_class <> l.class
        order by a.id
        """#,
      #"""
        select format('account %s: the bucket period from %s does not follow the one before', b.account_id,
          b.entered_on) as finding
        from (
          select p.account_id, p.entered_on,
            lag(p.left_on) over account as left_before,
            row_number() over account as no
          from tenant.bucket_period p
          window account as (partition by p.account_id order by p.entered_on)
        ) b
        where b.no > 1 and b.left_before is distinct from b.entered_on
        order by b.account_id, b.entered_on
        """#,
      #"""
        select format('account %s: the class from %s does not follow the one before', l.account_id,
          l.from_on) as finding
        from (
          select p.account_id, p.from_on,
            lag(p.to_on) over account as to_before,
            row_number() over account as no
          from tenant.loan_class p
          window account as (partition by p.account_id order by p.from_on)
        ) l
        where l.no > 1 and l.to_before is distinct from l.from_on
        order by l.account_id, l.from_on
        """#,
    ]),
    Script(name: "tenant/transactions", statements: [
      #"""
        select format('transaction %s: no entry %s', t.id, t.entry_id) as finding
        from tenant.account_transaction t
        where not exists (select from tenant.ledger_entry e where e.entry_id = t.entry_id)
        order by t.id
        """#,
      #"""
        select format('agreement %s: no entry %s', g.id, g.entry_id) as finding
        from tenant.agreement g
        where not exists (
          select from tenant.ledger_entry e where e.entry_id = g.entry_id and e.kind = 1)
        order by g.id
        """#,
      #"""
        select format('transaction %s and its entry differ in account, date or recorded time', t.id)
          as finding
        from tenant.account_transaction t
        join tenant.account a on a.id = t.account_id
        join tenant.ledger_entry e on e.entry_id = t.entry_id
        where e.account_id is distinct from a.pseudonym or e.effective_on <> t.value_on
          or e.recorded_at <> t.recorded_at
        order by t.id
        """#,
      #"""
        select format('transaction %s: amount %s, its entry posts %s', t.id, t.amount, p.amount)
          as finding
        from tenant.account_transaction t
        join tenant.account a on a.id = t.account_id
        join tenant.ledger_entry e on e.entry_id = t.entry_id
        cross join lateral (
          select coalesce(sum((x ->> 'amount')::bigint), 0) as amount
          from json_array_elements(convert_from(e.leaf, 'UTF8')::json -> 'postings') as x
          where x ->> 'account' = replace(a.pseudonym::text, '-', '') and x ->> 'currency' = a.currency
        ) p
        where p.amount <> t.amount
        order by t.id
        """#,
      #"""
        select format('entry %s names two transactions', t.entry_id) as finding
        from tenant.account_transaction t
        group by t.entry_id
        having count(*) > 1
        order by t.entry_id
        """#,
    ]),
  ]

  private static let platform1 = Migration(
    number: 1, name: "platform",
    statements: [
      #"""
        create table platform.cell (
          name text
            constraint cell_pkey primary key
            constraint cell_name_form check (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
          -- libpq keywords without user and password, which are derived.
          connection text not null,
          created_at timestamptz not null default now()
        )
        """#,
      #"""
        create table platform.tenant (
          id uuid constraint tenant_pkey primary key,
          schema_name text not null
            constraint tenant_schema_name_key unique
            constraint tenant_schema_name_form
              check (schema_name = 't_' || replace(id::text, '-', '')),
          role_name text not null
            constraint tenant_role_name_form check (role_name = schema_name),
          name text not null
            constraint tenant_name_key unique
            constraint tenant_name_form check (length(name) between 1 and 200),
          jurisdiction text not null
            constraint tenant_jurisdiction_form check (jurisdiction ~ '^[A-Z]{2}$'),
          base_currency char(3) not null
            constraint tenant_base_currency_form check (base_currency ~ '^[A-Z]{3}$'),
          -- The first line of the checkpoints of this tenant's ledger.
          origin text not null
            constraint tenant_origin_key unique
            constraint tenant_origin_form
              check (octet_length(origin) between 1 and 255 and origin !~ '[[:space:]+]'),
          -- 1 provisioning, 2 active, 3 suspended, 4 closed.
          state smallint not null default 1
            constraint tenant_state_code check (state between 1 and 4),
          version integer not null default 1,
          created_at timestamptz not null default now(),
          created_by uuid,
          updated_at timestamptz not null default now(),
          updated_by uuid
        )
        """#,
      #"""
        create table platform.placement (
          tenant_id uuid
            constraint placement_pkey primary key
            constraint placement_tenant_fkey references platform.tenant (id),
          cell_name text not null
            constraint placement_cell_fkey references platform.cell (name),
          epoch bigint not null default 1
            constraint placement_epoch_positive check (epoch > 0),
          changed_at timestamptz not null default now()
        )
        """#,
      #"""
        create index placement_cell_name_idx on platform.placement (cell_name)
        """#,
      #"""
        create table platform.login_epoch (
          role_name text constraint login_epoch_pkey primary key,
          epoch integer not null
            constraint login_epoch_positive check (epoch > 0),
          changed_at timestamptz not null default now()
        )
        """#,
      #"""
        grant select on platform.migration to tally_platform
        """#,
      #"""
        grant select, insert, update on
          platform.cell, platform.tenant, platform.placement, platform.login_epoch
        to tally_platform
        """#,
    ],
    checks: [
      #"""
        select wanted.name
        from (values ('cell'), ('tenant'), ('placement'), ('login_epoch')) as wanted (name)
        where not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'select')
          or not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'insert')
          or not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'update')
          or has_table_privilege('tally_platform', 'platform.' || wanted.name, 'delete, truncate')
        """#,
      #"""
        select c.relname
        from pg_catalog.pg_class c
        where c.relnamespace = 'platform'::regnamespace
          and c.relkind = 'r'
          and has_table_privilege('tally_probe', c.oid, 'select, insert, update, delete, truncate')
        """#,
    ],
    digest: "a6bd77be61877ab030b2f928739e986ad8e5a7a48e7885369dc6d69259cf26b7")

  private static let platform2 = Migration(
    number: 2, name: "access",
    statements: [
      #"""
        create table platform.principal (
          id uuid not null,
          tenant_id uuid,
          kind smallint not null,
          label text not null,
          pseudonym uuid not null,
          state smallint not null default 1,
          created_at timestamptz not null,
          created_by uuid,
          constraint principal_pk primary key (id),
          constraint principal_pseudonym_unique unique (pseudonym),
          constraint principal_tenant foreign key (tenant_id) references platform.tenant (id),
          constraint principal_kind check (kind between 1 and 4),
          constraint principal_state check (state between 1 and 3)
        )
        """#,
      #"""
        create table platform.principal_role (
          principal_id uuid not null,
          role smallint not null,
          constraint principal_role_pk primary key (principal_id, role),
          constraint principal_role_principal foreign key (principal_id) references platform.principal (id),
          constraint principal_role_role check (role between 1 and 26)
        )
        """#,
      #"""
        create table platform.credential (
          id uuid not null,
          principal_id uuid not null,
          token_hash bytea not null,
          networks text[] not null,
          expires_at timestamptz not null,
          revoked_at timestamptz,
          created_at timestamptz not null,
          constraint credential_pk primary key (id),
          constraint credential_hash_unique unique (token_hash),
          constraint credential_principal foreign key (principal_id) references platform.principal (id),
          constraint credential_hash check (length(token_hash) = 32)
        )
        """#,
      #"""
        create index credential_of_principal on platform.credential (principal_id)
        """#,
      #"""
        create table platform.regulator (
          id uuid not null,
          principal_id uuid not null,
          name text not null,
          jurisdiction text not null,
          valid_from_on date not null,
          valid_to_on date,
          created_at timestamptz not null,
          constraint regulator_pk primary key (id),
          constraint regulator_principal_unique unique (principal_id),
          constraint regulator_principal foreign key (principal_id) references platform.principal (id)
        )
        """#,
      #"""
        create table platform.regulator_grant (
          id uuid not null,
          regulator_id uuid not null,
          tenant_id uuid not null,
          datasets smallint[] not null,
          period smallint not null,
          from_on date not null,
          to_on date,
          created_at timestamptz not null,
          constraint regulator_grant_pk primary key (id),
          constraint regulator_grant_regulator foreign key (regulator_id) references platform.regulator (id),
          constraint regulator_grant_tenant foreign key (tenant_id) references platform.tenant (id),
          constraint regulator_grant_period check (period between 1 and 5),
          constraint regulator_grant_range check (to_on is null or to_on > from_on)
        )
        """#,
      #"""
        create index regulator_grant_of_tenant on platform.regulator_grant (tenant_id)
        """#,
      #"""
        create table platform.command_key (
          principal_id uuid not null,
          method text not null,
          key text not null,
          request_hash bytea not null,
          reply bytea,
          created_at timestamptz not null,
          constraint command_key_pk primary key (principal_id, method, key)
        )
        """#,
      #"""
        grant select, insert, update on platform.principal to tally_platform
        """#,
      #"""
        grant select, insert on platform.principal_role to tally_platform
        """#,
      #"""
        grant select, insert, update on platform.credential to tally_platform
        """#,
      #"""
        grant select, insert, update on platform.regulator to tally_platform
        """#,
      #"""
        grant select, insert, update on platform.regulator_grant to tally_platform
        """#,
      #"""
        grant select, insert, update, delete on platform.command_key to tally_platform
        """#,
    ],
    checks: [
      #"""
        select 'missing table' as problem, t.name
        from unnest(array['principal', 'principal_role', 'credential', 'regulator', 'regulator_grant',
          'command_key']) as t (name)
        where to_regclass('platform.' || t.name) is null
        """#,
    ],
    digest: "487da9e9e1329e9b154b7ed235b7a37b4ec06a992e0816cbb5443d5887f718b0")

  private static let platform3 = Migration(
    number: 3, name: "ledger_key",
    statements: [
      #"""
        alter table platform.tenant add column ledger_vkey text
        """#,
    ],
    checks: [
      #"""
        select wanted.name
        from (values ('ledger_vkey')) as wanted (name)
        where not exists (
          select from pg_catalog.pg_attribute a
          where a.attrelid = 'platform.tenant'::regclass and a.attname = wanted.name)
        """#,
    ],
    digest: "e7f82e932778a3289910101d045f58e47021abdd4677b40a2edba93d381c0606")

  private static let platform4 = Migration(
    number: 4, name: "routing",
    statements: [
      #"""
        create table platform.job_hint (
          tenant_id uuid
            constraint job_hint_pkey primary key
            constraint job_hint_tenant_fkey references platform.tenant (id),
          due_at timestamptz
        )
        """#,
      #"""
        create index job_hint_due_at_idx on platform.job_hint (due_at)
        """#,
      #"""
        create table platform.rule_pack (
          code text not null
            constraint rule_pack_code_form check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
          version integer not null
            constraint rule_pack_version_positive check (version > 0),
          valid_from_on date not null,
          valid_to_on date
            constraint rule_pack_range check (valid_to_on > valid_from_on),
          body bytea not null,
          created_at timestamptz not null,
          constraint rule_pack_pkey primary key (code, version)
        )
        """#,
      #"""
        create table platform.calendar (
          jurisdiction text not null
            constraint calendar_jurisdiction_form check (jurisdiction ~ '^[A-Z]{2}$'),
          on_day date not null,
          kind smallint not null
            constraint calendar_kind_code check (kind between 1 and 2),
          constraint calendar_pkey primary key (jurisdiction, on_day)
        )
        """#,
      #"""
        create table platform.meta_leaf (
          position bigint
            constraint meta_leaf_pkey primary key
            constraint meta_leaf_position_range check (position >= 0),
          tenant_id uuid not null
            constraint meta_leaf_tenant_fkey references platform.tenant (id),
          size bigint not null
            constraint meta_leaf_size_range check (size >= 0),
          note bytea not null,
          constraint meta_leaf_once unique (tenant_id, size)
        )
        """#,
      #"""
        create index command_key_created_at_idx on platform.command_key (created_at)
        """#,
      #"""
        grant select, insert, update on platform.job_hint to tally_platform
        """#,
      #"""
        grant select, insert, update on platform.rule_pack, platform.calendar to tally_platform
        """#,
      #"""
        grant select, insert on platform.meta_leaf to tally_platform
        """#,
    ],
    checks: [
      #"""
        select wanted.name
        from (values ('job_hint'), ('rule_pack'), ('calendar'), ('meta_leaf')) as wanted (name)
        where not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'select')
          or not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'insert')
          or has_table_privilege('tally_platform', 'platform.' || wanted.name, 'delete, truncate')
          or has_table_privilege('tally_platform', 'platform.' || wanted.name, 'update')
            = (wanted.name = 'meta_leaf')
        """#,
    ],
    digest: "498633c61816ae63df9df0e5b4d7ab33a694f553f53ffe91ec212bc8cefab0b3")

  private static let tenant1 = Migration(
    number: 1, name: "ledger",
    statements: [
      #"""
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
        )
        """#,
      #"""
        create index ledger_entry_xid on tenant.ledger_entry (xid)
        """#,
      #"""
        create index ledger_entry_subject on tenant.ledger_entry (subject_id, seq)
        where subject_id is not null
        """#,
      #"""
        create index ledger_entry_account on tenant.ledger_entry (account_id, seq)
        where account_id is not null
        """#,
      #"""
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
        )
        """#,
      #"""
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
        )
        """#,
      #"""
        create index ledger_chunk_seq on tenant.ledger_chunk
        using gist (int8range(first_seq, last_seq, '[]'))
        """#,
      #"""
        create table tenant.ledger_tile (
          level smallint not null,
          tile_index bigint not null,
          hashes bytea not null,
          constraint ledger_tile_pk primary key (level, tile_index),
          constraint ledger_tile_level check (level between 0 and 7),
          constraint ledger_tile_hashes check (octet_length(hashes) = 8192)
        )
        """#,
      #"""
        alter table tenant.ledger_tile alter column hashes set storage external
        """#,
      #"""
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
        )
        """#,
      #"""
        create table tenant.ledger_checkpoint (
          origin text not null,
          size bigint not null,
          block_number bigint not null,
          note bytea not null,
          block_note bytea not null,
          signed_at timestamptz not null,
          constraint ledger_checkpoint_pk primary key (origin, size)
        )
        """#,
      #"""
        create table tenant.access_entry (like tenant.ledger_entry including all)
        """#,
      #"""
        alter table tenant.access_entry drop constraint ledger_entry_kind
        """#,
      #"""
        alter table tenant.access_entry add constraint access_entry_kind check (kind = 101)
        """#,
      #"""
        create table tenant.access_block (like tenant.ledger_block including all)
        """#,
      #"""
        create table tenant.access_chunk (
          like tenant.ledger_chunk including all,
          constraint access_chunk_block foreign key (block_number) references tenant.access_block (number)
        )
        """#,
      #"""
        create table tenant.access_tile (like tenant.ledger_tile including all)
        """#,
      #"""
        create table tenant.access_head (like tenant.ledger_head including all)
        """#,
      #"""
        create table tenant.access_checkpoint (like tenant.ledger_checkpoint including all)
        """#,
      #"""
        insert into tenant.ledger_head (size, root, block_number, block_hash, snapshot, system_identifier)
        values (0, sha256(''::bytea), 0, decode(repeat('00', 32), 'hex'), pg_current_snapshot(), 0)
        """#,
      #"""
        insert into tenant.access_head (size, root, block_number, block_hash, snapshot, system_identifier)
        values (0, sha256(''::bytea), 0, decode(repeat('00', 32), 'hex'), pg_current_snapshot(), 0)
        """#,
      #"""
        create function tenant.ledger_refuse() returns trigger
        language plpgsql
        set search_path = pg_catalog, pg_temp
        as $$
        begin
          raise exception 'the log is append-only' using errcode = 'TL001', detail = tg_argv[0];
        end
        $$
        """#,
      #"""
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
        $$
        """#,
      #"""
        create trigger ledger_entry_refuse before update or delete or truncate on tenant.ledger_entry
        for each statement execute function tenant.ledger_refuse('ledger_entry')
        """#,
      #"""
        create trigger ledger_block_refuse before update or delete or truncate on tenant.ledger_block
        for each statement execute function tenant.ledger_refuse('ledger_block')
        """#,
      #"""
        create trigger ledger_chunk_refuse before update or delete or truncate on tenant.ledger_chunk
        for each statement execute function tenant.ledger_refuse('ledger_chunk')
        """#,
      #"""
        create trigger ledger_tile_refuse before update or delete or truncate on tenant.ledger_tile
        for each statement execute function tenant.ledger_refuse('ledger_tile')
        """#,
      #"""
        create trigger ledger_checkpoint_refuse
        before update or delete or truncate on tenant.ledger_checkpoint
        for each statement execute function tenant.ledger_refuse('ledger_checkpoint')
        """#,
      #"""
        create trigger ledger_head_refuse before delete or truncate on tenant.ledger_head
        for each statement execute function tenant.ledger_refuse('ledger_head')
        """#,
      #"""
        create trigger ledger_head_step before update on tenant.ledger_head
        for each row execute function tenant.ledger_head_step('ledger_head')
        """#,
      #"""
        create trigger access_entry_refuse before update or delete or truncate on tenant.access_entry
        for each statement execute function tenant.ledger_refuse('access_entry')
        """#,
      #"""
        create trigger access_block_refuse before update or delete or truncate on tenant.access_block
        for each statement execute function tenant.ledger_refuse('access_block')
        """#,
      #"""
        create trigger access_chunk_refuse before update or delete or truncate on tenant.access_chunk
        for each statement execute function tenant.ledger_refuse('access_chunk')
        """#,
      #"""
        create trigger access_tile_refuse before update or delete or truncate on tenant.access_tile
        for each statement execute function tenant.ledger_refuse('access_tile')
        """#,
      #"""
        create trigger access_checkpoint_refuse
        before update or delete or truncate on tenant.access_checkpoint
        for each statement execute function tenant.ledger_refuse('access_checkpoint')
        """#,
      #"""
        create trigger access_head_refuse before delete or truncate on tenant.access_head
        for each statement execute function tenant.ledger_refuse('access_head')
        """#,
      #"""
        create trigger access_head_step before update on tenant.access_head
        for each row execute function tenant.ledger_head_step('access_head')
        """#,
      #"""
        alter table tenant.ledger_entry enable always trigger ledger_entry_refuse
        """#,
      #"""
        alter table tenant.ledger_block enable always trigger ledger_block_refuse
        """#,
      #"""
        alter table tenant.ledger_chunk enable always trigger ledger_chunk_refuse
        """#,
      #"""
        alter table tenant.ledger_tile enable always trigger ledger_tile_refuse
        """#,
      #"""
        alter table tenant.ledger_checkpoint enable always trigger ledger_checkpoint_refuse
        """#,
      #"""
        alter table tenant.ledger_head enable always trigger ledger_head_refuse
        """#,
      #"""
        alter table tenant.ledger_head enable always trigger ledger_head_step
        """#,
      #"""
        alter table tenant.access_entry enable always trigger access_entry_refuse
        """#,
      #"""
        alter table tenant.access_block enable always trigger access_block_refuse
        """#,
      #"""
        alter table tenant.access_chunk enable always trigger access_chunk_refuse
        """#,
      #"""
        alter table tenant.access_tile enable always trigger access_tile_refuse
        """#,
      #"""
        alter table tenant.access_checkpoint enable always trigger access_checkpoint_refuse
        """#,
      #"""
        alter table tenant.access_head enable always trigger access_head_refuse
        """#,
      #"""
        alter table tenant.access_head enable always trigger access_head_step
        """#,
      #"""
        grant select, insert (entry_id, kind, subject_id, account_id, effective_on, recorded_at, leaf,
          leaf_hash, payload_ciphertext) on tenant.ledger_entry to tenant_role
        """#,
      #"""
        grant select on tenant.ledger_block to tenant_role
        """#,
      #"""
        grant select on tenant.ledger_chunk to tenant_role
        """#,
      #"""
        grant select on tenant.ledger_tile to tenant_role
        """#,
      #"""
        grant select on tenant.ledger_head to tenant_role
        """#,
      #"""
        grant select on tenant.ledger_checkpoint to tenant_role
        """#,
      #"""
        grant select (entry_id, seq, xid, kind, subject_id, account_id, effective_on, recorded_at, leaf,
          leaf_hash) on tenant.ledger_entry to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.ledger_block to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.ledger_chunk to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.ledger_tile to tally_sealer
        """#,
      #"""
        grant select, update on tenant.ledger_head to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.ledger_checkpoint to tally_sealer
        """#,
      #"""
        grant select, insert (entry_id, kind, subject_id, account_id, effective_on, recorded_at, leaf,
          leaf_hash, payload_ciphertext) on tenant.access_entry to tenant_role
        """#,
      #"""
        grant select on tenant.access_block to tenant_role
        """#,
      #"""
        grant select on tenant.access_chunk to tenant_role
        """#,
      #"""
        grant select on tenant.access_tile to tenant_role
        """#,
      #"""
        grant select on tenant.access_head to tenant_role
        """#,
      #"""
        grant select on tenant.access_checkpoint to tenant_role
        """#,
      #"""
        grant select (entry_id, seq, xid, kind, subject_id, account_id, effective_on, recorded_at, leaf,
          leaf_hash) on tenant.access_entry to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.access_block to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.access_chunk to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.access_tile to tally_sealer
        """#,
      #"""
        grant select, update on tenant.access_head to tally_sealer
        """#,
      #"""
        grant select, insert on tenant.access_checkpoint to tally_sealer
        """#,
      #"""
        select provisioning.seal_ledger('tenant_schema',
          array['ledger_entry', 'ledger_block', 'ledger_chunk', 'ledger_tile', 'ledger_head',
            'ledger_checkpoint', 'access_entry', 'access_block', 'access_chunk', 'access_tile',
            'access_head', 'access_checkpoint'],
          array['ledger_refuse', 'ledger_head_step'])
        """#,
    ],
    checks: [
      #"""
        select 'missing table' as problem, l.name || t.name as name
        from unnest(array['ledger_', 'access_']) as l (name)
        cross join unnest(array['entry', 'block', 'chunk', 'tile', 'head', 'checkpoint']) as t (name)
        where to_regclass('tenant.' || l.name || t.name) is null
        """#,
      #"""
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
        where l.name is null or a.name is null
        """#,
      #"""
        select 'the logs have not as many indexes and constraints' as problem, l.relname
        from pg_catalog.pg_class l
        join pg_catalog.pg_class a
          on a.relnamespace = l.relnamespace and a.relname = 'access_' || substr(l.relname, 8)
        where l.relnamespace = 'tenant_schema'::regnamespace and l.relname like 'ledger\_%'
          and l.relkind = 'r'
          and ((select count(*) from pg_catalog.pg_index i where i.indrelid = l.oid)
              <> (select count(*) from pg_catalog.pg_index i where i.indrelid = a.oid)
            or (select count(*) from pg_catalog.pg_constraint k where k.conrelid = l.oid)
              <> (select count(*) from pg_catalog.pg_constraint k where k.conrelid = a.oid))
        """#,
      #"""
        select 'not owned by tally_ledger' as problem, c.relname
        from pg_catalog.pg_class c
        where c.relnamespace = 'tenant_schema'::regnamespace
          and c.relname like any (array['ledger\_%', 'access\_%'])
          and c.relkind = 'r' and c.relowner <> 'tally_ledger'::regrole
        """#,
      #"""
        select 'function not owned by tally_ledger' as problem, p.proname
        from pg_catalog.pg_proc p
        where p.pronamespace = 'tenant_schema'::regnamespace and p.proname like 'ledger\_%'
          and p.proowner <> 'tally_ledger'::regrole
        """#,
      #"""
        select 'trigger missing or not always enabled' as problem, l.name || w.name as name
        from unnest(array['ledger_', 'access_']) as l (name)
        cross join unnest(array['entry_refuse', 'block_refuse', 'chunk_refuse', 'tile_refuse',
          'checkpoint_refuse', 'head_refuse', 'head_step']) as w (name)
        where not exists (
          select
          from pg_catalog.pg_trigger t
          join pg_catalog.pg_class c on c.oid = t.tgrelid
          where c.relnamespace = 'tenant_schema'::regnamespace and t.tgname = l.name || w.name
            and t.tgname like c.relname || '\_%' and t.tgenabled = 'A')
        """#,
      #"""
        select 'may change append-only rows' as problem, c.relname, r.name
        from pg_catalog.pg_class c
        cross join unnest(array['tenant_role', 'tally_sealer', 'tally_owner', 'tally_platform']) as r (name)
        where c.relnamespace = 'tenant_schema'::regnamespace
          and c.relname like any (array['ledger\_%', 'access\_%']) and c.relkind = 'r'
          and (has_table_privilege(r.name, c.oid, 'delete')
            or has_table_privilege(r.name, c.oid, 'truncate')
            or has_table_privilege(r.name, c.oid, 'trigger')
            or has_any_column_privilege(r.name, c.oid, 'update')
              and not (c.relname in ('ledger_head', 'access_head') and r.name = 'tally_sealer'))
        """#,
      #"""
        select 'may insert what another role makes' as problem, c.relname, r.name
        from pg_catalog.pg_class c
        cross join unnest(array['tenant_role', 'tally_sealer', 'tally_platform']) as r (name)
        where c.relnamespace = 'tenant_schema'::regnamespace
          and c.relname like any (array['ledger\_%', 'access\_%']) and c.relkind = 'r'
          and has_any_column_privilege(r.name, c.oid, 'insert')
          and (r.name = 'tenant_role') <> (c.relname in ('ledger_entry', 'access_entry'))
        """#,
      #"""
        select 'the database draws these' as problem, a.attrelid::regclass::text, a.attname
        from pg_catalog.pg_attribute a
        where a.attrelid in ('tenant.ledger_entry'::regclass, 'tenant.access_entry'::regclass)
          and a.attname in ('seq', 'xid')
          and has_column_privilege('tenant_role', a.attrelid, a.attnum, 'insert')
        """#,
      #"""
        select 'the sealer reads no payload' as problem, t.name
        from unnest(array['tenant.ledger_entry', 'tenant.access_entry']) as t (name)
        where has_column_privilege('tally_sealer', t.name, 'payload_ciphertext', 'select')
        """#,
    ],
    digest: "0762639fa1dbdf0d1bf960bfac31dbd8e06cff1761363df94b27bf0dca9b9120")

  private static let tenant2 = Migration(
    number: 2, name: "core",
    statements: [
      #"""
        create table tenant.business_day (
          one boolean not null default true,
          business_on date not null,
          next_on date,
          day_state smallint not null default 1,
          last_closed_on date,
          done_count bigint not null default 0,
          total_count bigint not null default 0,
          summary bytea,
          version integer not null default 1,
          constraint business_day_pk primary key (one),
          constraint business_day_one check (one),
          constraint business_day_state check (day_state in (1, 2)),
          constraint business_day_from check (business_on >= date '1900-01-01'),
          constraint business_day_next check (next_on is null or next_on > business_on)
        )
        """#,
      #"""
        create table tenant.tenant_fact (
          one boolean not null default true,
          tenant_id uuid not null,
          base_currency text not null,
          jurisdiction text not null,
          regime text not null,
          vkey text not null,
          origin text not null,
          constraint tenant_fact_pk primary key (one),
          constraint tenant_fact_one check (one),
          constraint tenant_fact_regime check (regime in ('bank_2023', 'credit_card'))
        )
        """#,
      #"""
        create table tenant.tenant_key (
          kind smallint not null,
          epoch smallint not null,
          wrapped bytea not null,
          constraint tenant_key_pk primary key (kind, epoch),
          constraint tenant_key_kind check (kind between 1 and 3)
        )
        """#,
      #"""
        create table tenant.policy (
          version integer not null,
          valid_from_on date not null,
          body bytea not null,
          created_at timestamptz not null,
          created_by uuid not null,
          constraint policy_pk primary key (version)
        )
        """#,
      #"""
        create table tenant.counter (
          name text not null,
          value bigint not null default 0,
          constraint counter_pk primary key (name)
        )
        """#,
      #"""
        insert into tenant.counter (name)
        values ('alert_position'), ('case_no'), ('case_queue'), ('debtor_no'), ('import')
        """#,
      #"""
        create table tenant.command_key (
          principal_id uuid not null,
          method text not null,
          key text not null,
          request_hash bytea not null,
          reply bytea,
          claim uuid,
          created_at timestamptz not null,
          constraint command_key_pk primary key (principal_id, method, key),
          constraint command_key_claim check ((reply is null) = (claim is not null)),
          constraint command_key_length check (length(key) between 1 and 128)
        )
        """#,
      #"""
        create index command_key_created on tenant.command_key (created_at)
        """#,
      #"""
        create table tenant.subject (
          id uuid not null,
          pseudonym uuid not null,
          display_token text not null,
          kind smallint not null,
          status smallint not null default 1,
          time_zone text not null,
          language text not null default 'zh',
          minor boolean not null default false,
          vulnerability integer not null default 0,
          night_consent boolean not null default false,
          generated boolean not null default false,
          risk_class smallint,
          risk_rule text,
          risk_on date,
          score bigint,
          first_overdue_on date,
          created_at timestamptz not null,
          created_by uuid not null,
          version integer not null default 1,
          constraint subject_pk primary key (id),
          constraint subject_pseudonym_unique unique (pseudonym),
          constraint subject_display_token_unique unique (display_token),
          constraint subject_kind check (kind between 1 and 4),
          constraint subject_status check (status between 1 and 6),
          constraint subject_risk_class check (risk_class between 1 and 3)
        )
        """#,
      #"""
        create index subject_risk on tenant.subject (risk_class, id)
        """#,
      #"""
        create index subject_order on tenant.subject (length(display_token), display_token)
        """#,
      #"""
        create table tenant.pii_subject (
          subject_id uuid not null,
          wrapped_key bytea not null,
          name bytea,
          constraint pii_subject_pk primary key (subject_id),
          constraint pii_subject_subject foreign key (subject_id) references tenant.subject (id)
        )
        """#,
      #"""
        create table tenant.pii_identifier (
          id uuid not null,
          subject_id uuid not null,
          type smallint not null,
          ciphertext bytea not null,
          blind_index bytea,
          last4 text,
          verified smallint not null default 1,
          constraint pii_identifier_pk primary key (id),
          constraint pii_identifier_subject foreign key (subject_id) references tenant.subject (id),
          constraint pii_identifier_type check (type between 1 and 8),
          constraint pii_identifier_last4 check (length(last4) <= 4)
        )
        """#,
      #"""
        create unique index pii_identifier_reference_unique
          on tenant.pii_identifier (blind_index) where type = 5
        """#,
      #"""
        create index pii_identifier_index on tenant.pii_identifier (type, blind_index)
        """#,
      #"""
        create index pii_identifier_of_subject on tenant.pii_identifier (subject_id, type)
        """#,
      #"""
        create table tenant.pii_contact_point (
          id uuid not null,
          subject_id uuid not null,
          type smallint not null,
          ciphertext bytea not null,
          blind_index bytea,
          last4 text,
          owner smallint not null default 1,
          status smallint not null default 1,
          recorded_at timestamptz not null,
          constraint pii_contact_point_pk primary key (id),
          constraint pii_contact_point_subject foreign key (subject_id) references tenant.subject (id),
          constraint pii_contact_point_type check (type between 1 and 8),
          constraint pii_contact_point_owner check (owner between 1 and 3),
          constraint pii_contact_point_status check (status between 1 and 6),
          constraint pii_contact_point_last4 check (length(last4) <= 4)
        )
        """#,
      #"""
        create index pii_contact_point_of_subject on tenant.pii_contact_point (subject_id)
        """#,
      #"""
        create index pii_contact_point_index on tenant.pii_contact_point (type, blind_index)
        """#,
      #"""
        create table tenant.subject_credential (
          id uuid not null,
          subject_id uuid not null,
          token_hash bytea not null,
          expires_at timestamptz not null,
          revoked_at timestamptz,
          created_at timestamptz not null,
          created_by uuid not null,
          constraint subject_credential_pk primary key (id),
          constraint subject_credential_hash_unique unique (token_hash),
          constraint subject_credential_subject foreign key (subject_id) references tenant.subject (id)
        )
        """#,
      #"""
        create table tenant.agreement (
          id uuid not null,
          subject_id uuid not null,
          product smallint not null,
          principal_amount bigint not null,
          currency text not null,
          signed_on date not null,
          state smallint not null default 2,
          entry_id uuid not null,
          created_at timestamptz not null,
          created_by uuid not null,
          constraint agreement_pk primary key (id),
          constraint agreement_subject foreign key (subject_id) references tenant.subject (id),
          constraint agreement_product check (product between 1 and 7),
          constraint agreement_principal check (principal_amount >= 0),
          constraint agreement_currency check (currency ~ '^[A-Z]{3}$'),
          constraint agreement_signed_from check (signed_on >= date '1900-01-01'),
          constraint agreement_state check (state between 1 and 6)
        )
        """#,
      #"""
        create index agreement_of_subject on tenant.agreement (subject_id)
        """#,
      #"""
        create index agreement_entry on tenant.agreement (entry_id)
        """#,
      #"""
        create index agreement_signed on tenant.agreement (signed_on)
        """#,
      #"""
        create table tenant.account (
          id uuid not null,
          agreement_id uuid not null,
          subject_id uuid not null,
          pseudonym uuid not null,
          version bigint not null default 0,
          currency text not null,
          balance bigint not null default 0,
          opening_overdue_on date,
          opening_overdue_amount bigint not null default 0,
          as_of_on date,
          balance_as_of bigint not null default 0,
          days_past_due integer not null default 0,
          bucket smallint not null default 0,
          first_past_due_on date,
          overdue bigint not null default 0,
          loan_class smallint not null default 1,
          constraint account_pk primary key (id),
          constraint account_agreement_unique unique (agreement_id),
          constraint account_pseudonym_unique unique (pseudonym),
          constraint account_agreement foreign key (agreement_id) references tenant.agreement (id),
          constraint account_subject foreign key (subject_id) references tenant.subject (id),
          constraint account_opening check (opening_overdue_amount >= 0),
          constraint account_days check (days_past_due >= 0),
          constraint account_class check (loan_class between 1 and 5)
        )
        """#,
      #"""
        create index account_of_subject on tenant.account (subject_id)
        """#,
      #"""
        create index account_bucket on tenant.account (bucket, id)
        """#,
      #"""
        create table tenant.instalment (
          account_id uuid not null,
          no integer not null,
          statement_on date not null,
          due_on date not null,
          bill_amount bigint not null,
          due_principal bigint not null,
          due_interest bigint not null default 0,
          due_fee bigint not null default 0,
          due_penalty bigint not null default 0,
          constraint instalment_pk primary key (account_id, no),
          constraint instalment_account foreign key (account_id) references tenant.account (id),
          constraint instalment_due check (due_principal >= 0 and due_interest >= 0 and due_fee >= 0 and due_penalty >= 0),
          constraint instalment_from check (statement_on >= date '1900-01-01'),
          constraint instalment_order check (due_on >= statement_on)
        )
        """#,
      #"""
        create table tenant.account_transaction (
          id uuid not null,
          account_id uuid not null,
          type smallint not null,
          value_on date not null,
          amount bigint not null,
          external_ref text,
          reverses_id uuid,
          entry_id uuid not null,
          recorded_at timestamptz not null,
          constraint account_transaction_pk primary key (id),
          constraint account_transaction_account foreign key (account_id) references tenant.account (id),
          constraint account_transaction_type check (type between 1 and 26),
          constraint account_transaction_from check (value_on >= date '1900-01-01'),
          constraint account_transaction_ref check (length(external_ref) between 1 and 64)
        )
        """#,
      #"""
        create index account_transaction_of_account on tenant.account_transaction (account_id, value_on)
        """#,
      #"""
        create index account_transaction_entry on tenant.account_transaction (entry_id)
        """#,
      #"""
        create index account_transaction_value on tenant.account_transaction (value_on)
        """#,
      #"""
        create unique index account_transaction_ref_unique
          on tenant.account_transaction (account_id, external_ref) where external_ref is not null
        """#,
      #"""
        create table tenant.bucket_period (
          account_id uuid not null,
          entered_on date not null,
          left_on date,
          bucket smallint not null,
          constraint bucket_period_pk primary key (account_id, entered_on),
          constraint bucket_period_account foreign key (account_id) references tenant.account (id),
          constraint bucket_period_range check (left_on is null or left_on > entered_on),
          constraint bucket_period_overlap exclude using gist
            (account_id with =, daterange(entered_on, left_on) with &&)
        )
        """#,
      #"""
        create table tenant.loan_class (
          account_id uuid not null,
          from_on date not null,
          to_on date,
          class smallint not null,
          regime text not null,
          cause smallint not null,
          recorded_at timestamptz not null,
          constraint loan_class_pk primary key (account_id, from_on),
          constraint loan_class_account foreign key (account_id) references tenant.account (id),
          constraint loan_class_class check (class between 1 and 5),
          constraint loan_class_cause check (cause between 1 and 5),
          constraint loan_class_range check (to_on is null or to_on > from_on),
          constraint loan_class_overlap exclude using gist
            (account_id with =, daterange(from_on, to_on) with &&)
        )
        """#,
      #"""
        create table tenant.score (
          subject_id uuid not null,
          as_of_on date not null,
          model text not null,
          value bigint not null,
          tier text not null,
          reason_codes text[] not null,
          inputs_hash bytea not null,
          recorded_at timestamptz not null,
          constraint score_pk primary key (subject_id, as_of_on, model),
          constraint score_subject foreign key (subject_id) references tenant.subject (id),
          constraint score_tier check (tier in ('A', 'B', 'C', 'D', 'E'))
        )
        """#,
      #"""
        create table tenant.import_batch (
          batch_sha256 bytea not null,
          mapping text not null,
          attribution text not null,
          currency text not null,
          durable_line bigint not null default 0,
          applied_count bigint not null default 0,
          rejected_count bigint not null default 0,
          entry_count bigint not null default 0,
          complete boolean not null default false,
          created_at timestamptz not null,
          created_by uuid not null,
          constraint import_batch_pk primary key (batch_sha256),
          constraint import_batch_sha256 check (length(batch_sha256) = 32)
        )
        """#,
      #"""
        create table tenant.import_rejection (
          batch_sha256 bytea not null,
          line bigint not null,
          field text not null,
          reason text not null,
          message text not null,
          constraint import_rejection_pk primary key (batch_sha256, line),
          constraint import_rejection_batch foreign key (batch_sha256) references tenant.import_batch (batch_sha256)
        )
        """#,
      #"""
        create table tenant.import_evidence (
          account_id uuid not null,
          period_end_on date not null,
          months_late smallint not null,
          constraint import_evidence_pk primary key (account_id, period_end_on),
          constraint import_evidence_account foreign key (account_id) references tenant.account (id)
        )
        """#,
      #"""
        create table tenant.job (
          id uuid not null,
          kind text not null,
          slot text not null,
          state smallint not null default 1,
          run_at timestamptz not null,
          lease_until timestamptz,
          lease_owner uuid,
          attempt_count integer not null default 0,
          last_error text,
          payload bytea not null,
          progress bytea,
          created_at timestamptz not null,
          finished_at timestamptz,
          constraint job_pk primary key (id),
          constraint job_slot_unique unique (kind, slot),
          constraint job_state check (state between 1 and 4)
        )
        """#,
      #"""
        create index job_due on tenant.job (run_at) where state in (1, 2)
        """#,
      #"""
        create function tenant.refuse_change() returns trigger language plpgsql
          set search_path = pg_catalog, pg_temp as $$
        begin
          raise exception 'append-only table' using errcode = 'TL001', detail = tg_argv[0];
        end
        $$
        """#,
      #"""
        create trigger account_transaction_append_only before update or delete on tenant.account_transaction
          for each row execute function tenant.refuse_change('account_transaction')
        """#,
      #"""
        create trigger account_transaction_no_truncate before truncate on tenant.account_transaction
          for each statement execute function tenant.refuse_change('account_transaction')
        """#,
      #"""
        alter table tenant.account_transaction enable always trigger account_transaction_append_only
        """#,
      #"""
        alter table tenant.account_transaction enable always trigger account_transaction_no_truncate
        """#,
      #"""
        grant select, insert, update on tenant.business_day to tenant_role
        """#,
      #"""
        grant select on tenant.tenant_fact to tenant_role
        """#,
      #"""
        grant select on tenant.tenant_key to tenant_role
        """#,
      #"""
        grant select, insert on tenant.policy to tenant_role
        """#,
      #"""
        grant select, update on tenant.counter to tenant_role
        """#,
      #"""
        grant select, insert, update, delete on tenant.command_key to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.subject to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.pii_subject to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.pii_identifier to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.pii_contact_point to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.subject_credential to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.agreement to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.account to tenant_role
        """#,
      #"""
        grant select, insert on tenant.instalment to tenant_role
        """#,
      #"""
        grant select, insert on tenant.account_transaction to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.bucket_period to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.loan_class to tenant_role
        """#,
      #"""
        grant select, insert on tenant.score to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.import_batch to tenant_role
        """#,
      #"""
        grant select, insert on tenant.import_rejection to tenant_role
        """#,
      #"""
        grant select, insert on tenant.import_evidence to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.job to tenant_role
        """#,
    ],
    checks: [
      #"""
        select 'missing table' as problem, t.name
        from unnest(array['business_day', 'tenant_fact', 'tenant_key',
          'policy', 'counter', 'command_key', 'subject',
          'pii_subject', 'pii_identifier', 'pii_contact_point', 'subject_credential', 'agreement',
          'account', 'instalment', 'account_transaction', 'bucket_period', 'loan_class', 'score',
          'import_batch', 'import_rejection', 'import_evidence', 'job']) as t (name)
        where to_regclass('tenant.' || t.name) is null
        """#,
      #"""
        select 'missing index' as problem, i.name
        from unnest(array['agreement_entry', 'agreement_signed', 'account_transaction_entry',
          'account_transaction_value']) as i (name)
        where to_regclass('tenant.' || i.name) is null
        """#,
      #"""
        select 'tenant role may change append-only rows' as problem, c.relname
        from pg_catalog.pg_class c
        where c.oid = 'tenant.account_transaction'::regclass
          and (has_table_privilege('tenant_role', c.oid, 'update')
            or has_table_privilege('tenant_role', c.oid, 'delete')
            or has_table_privilege('tenant_role', c.oid, 'truncate'))
        """#,
      #"""
        select 'foreign key leaves the schema' as problem, k.conname
        from pg_catalog.pg_constraint k
        join pg_catalog.pg_class a on a.oid = k.conrelid
        join pg_catalog.pg_class b on b.oid = k.confrelid
        where k.contype = 'f' and a.relnamespace = 'tenant_schema'::regnamespace
          and b.relnamespace <> a.relnamespace
        """#,
      #"""
        select 'ranges may overlap' as problem, t.name
        from unnest(array['bucket_period', 'loan_class']) as t (name)
        where not exists (
          select from pg_catalog.pg_constraint k
          where k.conrelid = to_regclass('tenant.' || t.name) and k.contype = 'x')
        """#,
      #"""
        select 'dates before 1900 are not refused' as problem, c.name
        from unnest(array['business_day_from', 'agreement_signed_from', 'instalment_from',
          'account_transaction_from']) as c (name)
        where not exists (
          select from pg_catalog.pg_constraint k
          where k.conname = c.name and k.connamespace = 'tenant_schema'::regnamespace
            and k.contype = 'c')
        """#,
    ],
    digest: "77c679a4223da3c066ad0c2e51c1478801412090bb5b8157455901461415fe05")

  private static let tenant3 = Migration(
    number: 3, name: "cases",
    statements: [
      #"""
        create table tenant.legal_basis (
          id uuid not null,
          type smallint not null,
          document_sha256 bytea,
          valid_to_on date,
          created_at timestamptz not null,
          created_by uuid not null,
          constraint legal_basis_pk primary key (id),
          constraint legal_basis_type check (type between 1 and 5)
        )
        """#,
      #"""
        create table tenant.data_source (
          id uuid not null,
          kind smallint not null,
          label text not null,
          legal_basis_id uuid not null,
          asset_classes smallint[] not null,
          reliability_ppm bigint not null,
          state smallint not null default 2,
          generated boolean not null default false,
          created_at timestamptz not null,
          created_by uuid not null,
          constraint data_source_pk primary key (id),
          constraint data_source_basis foreign key (legal_basis_id) references tenant.legal_basis (id),
          constraint data_source_kind check (kind between 1 and 8),
          constraint data_source_state check (state between 1 and 5),
          constraint data_source_reliability check (reliability_ppm between 0 and 1000000)
        )
        """#,
      #"""
        create table tenant.consent (
          id uuid not null,
          subject_id uuid not null,
          purpose smallint not null,
          separate boolean not null,
          notice_version text not null,
          given_at timestamptz not null,
          expires_at timestamptz,
          withdrawn_at timestamptz,
          state smallint not null default 1,
          generated boolean not null default false,
          constraint consent_pk primary key (id),
          constraint consent_subject foreign key (subject_id) references tenant.subject (id),
          constraint consent_purpose check (purpose between 1 and 9),
          constraint consent_state check (state between 1 and 4)
        )
        """#,
      #"""
        create index consent_of_subject on tenant.consent (subject_id, purpose)
        """#,
      #"""
        create table tenant.asset (
          id uuid not null,
          subject_id uuid not null,
          class smallint not null,
          registry_token bytea not null,
          share_ppm bigint not null,
          value_amount bigint,
          currency text,
          state smallint not null default 1,
          first_seen_on date not null,
          last_seen_on date not null,
          observation_count integer not null default 0,
          version integer not null default 1,
          constraint asset_pk primary key (id),
          constraint asset_registry_unique unique (subject_id, class, registry_token),
          constraint asset_subject foreign key (subject_id) references tenant.subject (id),
          constraint asset_class check (class between 1 and 12),
          constraint asset_state check (state between 1 and 5),
          constraint asset_share check (share_ppm between 0 and 1000000)
        )
        """#,
      #"""
        create table tenant.asset_observation (
          id uuid not null,
          asset_id uuid not null,
          subject_id uuid not null,
          source_id uuid not null,
          legal_basis_id uuid not null,
          consent_id uuid,
          kind smallint not null,
          observed_on date not null,
          old_amount bigint,
          new_amount bigint,
          old_share_ppm bigint,
          new_share_ppm bigint,
          currency text,
          confidence_ppm bigint not null,
          supersedes_id uuid,
          generated boolean not null default false,
          recorded_at timestamptz not null,
          constraint asset_observation_pk primary key (id),
          constraint asset_observation_asset foreign key (asset_id) references tenant.asset (id),
          constraint asset_observation_source foreign key (source_id) references tenant.data_source (id),
          constraint asset_observation_basis foreign key (legal_basis_id) references tenant.legal_basis (id),
          constraint asset_observation_consent foreign key (consent_id) references tenant.consent (id),
          constraint asset_observation_kind check (kind between 1 and 8),
          constraint asset_observation_from check (observed_on >= date '1900-01-01'),
          constraint asset_observation_shares
            check (kind = 3 or (old_share_ppm is null and new_share_ppm is null)),
          constraint asset_observation_confidence check (confidence_ppm between 0 and 1000000)
        )
        """#,
      #"""
        create index asset_observation_of_subject on tenant.asset_observation (subject_id, observed_on)
        """#,
      #"""
        create table tenant.alert (
          id uuid not null,
          position bigint not null,
          subject_id uuid not null,
          account_id uuid,
          asset_id uuid,
          rule text not null,
          rule_version integer not null,
          severity smallint not null,
          state smallint not null default 1,
          business_on date not null,
          fired_at timestamptz not null,
          evidence_ids uuid[] not null,
          assignee_id uuid,
          outcome smallint,
          note bytea,
          version integer not null default 1,
          constraint alert_pk primary key (id),
          constraint alert_position_unique unique (position),
          constraint alert_subject foreign key (subject_id) references tenant.subject (id),
          constraint alert_severity check (severity between 1 and 4),
          constraint alert_state check (state between 1 and 8)
        )
        """#,
      #"""
        create index alert_of_subject on tenant.alert (subject_id, rule, fired_at)
        """#,
      #"""
        create table tenant.collection_case (
          id uuid not null,
          no text not null,
          subject_id uuid not null,
          portfolio smallint not null,
          npl_type smallint not null default 1,
          customer_type smallint not null default 1,
          guarantee_status smallint not null default 1,
          level smallint not null,
          level_rule text not null,
          priority integer not null,
          priority_trace text not null,
          state smallint not null,
          flags integer not null default 0,
          owner_id uuid,
          currency text not null,
          claim_at_open bigint not null,
          overdue bigint not null,
          days_past_due integer not null,
          policy_version integer not null,
          opened_on date not null,
          classified_on date,
          assigned_at timestamptz,
          closed_on date,
          close_reason smallint,
          -- Of a closed case: the last run before, which overdue and days_past_due are of.
          figures_on date,
          version integer not null default 1,
          constraint collection_case_pk primary key (id),
          constraint collection_case_no_unique unique (no),
          constraint collection_case_subject foreign key (subject_id) references tenant.subject (id),
          constraint collection_case_level check (level between 1 and 3),
          constraint collection_case_priority check (priority between 0 and 1000),
          constraint collection_case_state check (state between 1 and 14),
          constraint collection_case_close check (close_reason between 1 and 10)
        )
        """#,
      #"""
        create unique index collection_case_open_unique
          on tenant.collection_case (subject_id, portfolio) where state <= 12
        """#,
      #"""
        create index collection_case_of_subject on tenant.collection_case (subject_id, opened_on)
        """#,
      #"""
        create index collection_case_order
          on tenant.collection_case ((-priority), (-overdue), (-days_past_due), no) where state <= 12
        """#,
      #"""
        create index collection_case_state_order
          on tenant.collection_case (state, (-priority), (-overdue), (-days_past_due), no)
        """#,
      #"""
        create index collection_case_owner on tenant.collection_case (owner_id) where state <= 12
        """#,
      #"""
        create table tenant.case_account (
          case_id uuid not null,
          account_id uuid not null,
          constraint case_account_pk primary key (case_id, account_id),
          constraint case_account_case foreign key (case_id) references tenant.collection_case (id),
          constraint case_account_account foreign key (account_id) references tenant.account (id)
        )
        """#,
      #"""
        create table tenant.contact_check (
          id uuid not null,
          case_id uuid not null,
          subject_id uuid not null,
          channel smallint not null,
          contact_point_id uuid,
          evaluated_at timestamptz not null,
          civil_at timestamptz not null,
          debtor_on date not null,
          profile text not null,
          profile_version integer not null,
          policy_version integer not null,
          verdict smallint not null,
          reasons smallint[] not null,
          principal_id uuid not null,
          constraint contact_check_pk primary key (id),
          constraint contact_check_case foreign key (case_id) references tenant.collection_case (id),
          constraint contact_check_verdict check (verdict in (1, 2)),
          constraint contact_check_reasons check ((verdict = 1) = (cardinality(reasons) = 0))
        )
        """#,
      #"""
        create table tenant.case_action (
          id uuid not null,
          case_id uuid not null,
          subject_id uuid not null,
          channel smallint not null,
          direction smallint not null,
          contact_point_id uuid,
          party_reached smallint not null,
          result smallint not null,
          outcome smallint,
          connected boolean not null,
          debtor_on date not null,
          started_at timestamptz not null,
          recorded_at timestamptz not null,
          summary bytea,
          contact_check_id uuid,
          principal_id uuid not null,
          constraint case_action_pk primary key (id),
          constraint case_action_case foreign key (case_id) references tenant.collection_case (id),
          constraint case_action_check foreign key (contact_check_id) references tenant.contact_check (id),
          constraint case_action_checked check (direction = 2 or contact_check_id is not null),
          constraint case_action_channel check (channel between 1 and 10),
          constraint case_action_party check (party_reached between 1 and 4),
          constraint case_action_result check (result between 1 and 10),
          constraint case_action_outcome check (outcome between 1 and 7)
        )
        """#,
      #"""
        create index case_action_of_case on tenant.case_action (case_id, started_at)
        """#,
      #"""
        create index case_action_of_debtor_day on tenant.case_action (subject_id, debtor_on)
        """#,
      #"""
        create table tenant.promise (
          id uuid not null,
          case_id uuid not null,
          subject_id uuid not null,
          amount bigint not null,
          currency text not null,
          due_on date not null,
          tolerance_ppm bigint not null,
          tolerance_days integer not null,
          made_by_action_id uuid not null,
          made_on date not null,
          recorded_at timestamptz not null,
          state smallint not null default 1,
          paid_amount bigint not null default 0,
          version integer not null default 1,
          constraint promise_pk primary key (id),
          constraint promise_case foreign key (case_id) references tenant.collection_case (id),
          constraint promise_action foreign key (made_by_action_id) references tenant.case_action (id),
          constraint promise_amount check (amount > 0),
          constraint promise_state check (state between 1 and 7)
        )
        """#,
      #"""
        create unique index promise_open_unique on tenant.promise (case_id) where state in (1, 3)
        """#,
      #"""
        create index promise_of_case on tenant.promise (case_id, made_on)
        """#,
      #"""
        create index promise_of_subject on tenant.promise (subject_id, state)
        """#,
      #"""
        create table tenant.repair_case (
          id uuid not null,
          subject_id uuid not null,
          subject_kind smallint not null default 1,
          state smallint not null default 1,
          severity smallint,
          cause bytea,
          officer_id uuid,
          assessor_id uuid,
          approver_id uuid,
          commitment_sha256 bytea,
          plan_sha256 bytea,
          score_before bigint,
          tier_before text,
          score_after bigint,
          tier_after text,
          months_at_dpd_0 integer,
          standards_version integer not null,
          opened_on date not null,
          closed_on date,
          version integer not null default 1,
          constraint repair_case_pk primary key (id),
          constraint repair_case_subject foreign key (subject_id) references tenant.subject (id),
          constraint repair_case_state check (state between 1 and 18),
          constraint repair_case_severity check (severity between 1 and 3),
          constraint repair_case_officer check (assessor_id is null or assessor_id <> officer_id)
        )
        """#,
      #"""
        create unique index repair_case_open_unique on tenant.repair_case (subject_id) where state <= 11
        """#,
      #"""
        create index repair_case_of_subject on tenant.repair_case (subject_id, opened_on)
        """#,
      #"""
        create index repair_case_order on tenant.repair_case (opened_on, id)
        """#,
      #"""
        create table tenant.repair_stage_record (
          repair_id uuid not null,
          no integer not null,
          stage smallint not null,
          state smallint not null,
          event text not null,
          entered_at timestamptz not null,
          business_on date not null,
          principal_id uuid not null,
          note bytea,
          constraint repair_stage_record_pk primary key (repair_id, no),
          constraint repair_stage_record_repair foreign key (repair_id) references tenant.repair_case (id),
          constraint repair_stage_record_stage check (stage between 0 and 6)
        )
        """#,
      #"""
        create table tenant.extract (
          id uuid not null,
          regulator_id uuid not null,
          grant_id uuid not null,
          datasets smallint[] not null,
          period_end_on date not null,
          state smallint not null default 1,
          first_index bigint,
          end_index bigint,
          file_name text,
          byte_count bigint,
          sha256 bytea,
          manifest_sha256 bytea,
          checkpoint text,
          previous_id uuid,
          created_at timestamptz not null,
          updated_at timestamptz not null,
          version integer not null default 1,
          constraint extract_pk primary key (id),
          constraint extract_period_unique unique (grant_id, period_end_on),
          constraint extract_previous foreign key (previous_id) references tenant.extract (id),
          constraint extract_state check (state between 1 and 9)
        )
        """#,
      #"""
        create trigger asset_observation_append_only before update or delete on tenant.asset_observation
          for each row execute function tenant.refuse_change('asset_observation')
        """#,
      #"""
        create trigger asset_observation_no_truncate before truncate on tenant.asset_observation
          for each statement execute function tenant.refuse_change('asset_observation')
        """#,
      #"""
        create trigger contact_check_append_only before update or delete on tenant.contact_check
          for each row execute function tenant.refuse_change('contact_check')
        """#,
      #"""
        create trigger contact_check_no_truncate before truncate on tenant.contact_check
          for each statement execute function tenant.refuse_change('contact_check')
        """#,
      #"""
        create trigger case_action_append_only before update or delete on tenant.case_action
          for each row execute function tenant.refuse_change('case_action')
        """#,
      #"""
        create trigger case_action_no_truncate before truncate on tenant.case_action
          for each statement execute function tenant.refuse_change('case_action')
        """#,
      #"""
        alter table tenant.asset_observation enable always trigger asset_observation_append_only
        """#,
      #"""
        alter table tenant.asset_observation enable always trigger asset_observation_no_truncate
        """#,
      #"""
        alter table tenant.contact_check enable always trigger contact_check_append_only
        """#,
      #"""
        alter table tenant.contact_check enable always trigger contact_check_no_truncate
        """#,
      #"""
        alter table tenant.case_action enable always trigger case_action_append_only
        """#,
      #"""
        alter table tenant.case_action enable always trigger case_action_no_truncate
        """#,
      #"""
        grant select, insert on tenant.legal_basis to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.data_source to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.consent to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.asset to tenant_role
        """#,
      #"""
        grant select, insert on tenant.asset_observation to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.alert to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.collection_case to tenant_role
        """#,
      #"""
        grant select, insert on tenant.case_account to tenant_role
        """#,
      #"""
        grant select, insert on tenant.contact_check to tenant_role
        """#,
      #"""
        grant select, insert on tenant.case_action to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.promise to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.repair_case to tenant_role
        """#,
      #"""
        grant select, insert on tenant.repair_stage_record to tenant_role
        """#,
      #"""
        grant select, insert, update on tenant.extract to tenant_role
        """#,
      #"""
        select provisioning.seal_ledger('tenant_schema',
          array['account_transaction', 'asset_observation', 'contact_check', 'case_action'],
          array['refuse_change'])
        """#,
    ],
    checks: [
      #"""
        select 'missing table' as problem, t.name
        from unnest(array['legal_basis', 'data_source', 'consent', 'asset', 'asset_observation', 'alert',
          'collection_case', 'case_account', 'contact_check', 'case_action', 'promise', 'repair_case',
          'repair_stage_record', 'extract']) as t (name)
        where to_regclass('tenant.' || t.name) is null
        """#,
      #"""
        select 'missing index' as problem, i.name
        from unnest(array['collection_case_of_subject', 'collection_case_order',
          'collection_case_state_order', 'promise_of_case', 'repair_case_of_subject',
          'repair_case_order']) as i (name)
        where to_regclass('tenant.' || i.name) is null
        """#,
      #"""
        select 'tenant role may change append-only rows' as problem, c.relname
        from pg_catalog.pg_class c
        where c.oid in ('tenant.asset_observation'::regclass, 'tenant.contact_check'::regclass,
            'tenant.case_action'::regclass)
          and (has_table_privilege('tenant_role', c.oid, 'update')
            or has_table_privilege('tenant_role', c.oid, 'delete')
            or has_table_privilege('tenant_role', c.oid, 'truncate'))
        """#,
      #"""
        select 'append-only table not owned by tally_ledger' as problem, c.relname
        from pg_catalog.pg_class c
        where c.oid in ('tenant.account_transaction'::regclass, 'tenant.asset_observation'::regclass,
            'tenant.contact_check'::regclass, 'tenant.case_action'::regclass)
          and c.relowner <> 'tally_ledger'::regrole
        """#,
      #"""
        select 'function not owned by tally_ledger' as problem, p.proname
        from pg_catalog.pg_proc p
        where p.pronamespace = 'tenant_schema'::regnamespace and p.proname = 'refuse_change'
          and p.proowner <> 'tally_ledger'::regrole
        """#,
      #"""
        select 'missing constraint' as problem, c.name
        from unnest(array['asset_observation_from', 'asset_observation_shares']) as c (name)
        where not exists (
          select from pg_catalog.pg_constraint k
          where k.conname = c.name and k.connamespace = 'tenant_schema'::regnamespace
            and k.contype = 'c')
        """#,
    ],
    digest: "9a39cfa17427479fc52404334f2c3e550953b6810665235df7f18d69ed7c83f3")
}
