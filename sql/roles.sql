-- The roles of a database of the platform and the functions by which tenants are provisioned.
-- Run by a superuser in that database; may run again at any time.
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
$$;

-- Owns what migrations create, migrates, provisions. Never the role of a call's session.
alter role tally_owner
  login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit;

-- Reads and writes the platform schema for the server.
alter role tally_platform
  login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit;

-- Reads ledger leaves, inserts seals.
alter role tally_sealer
  login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit;

-- Owns every tenant schema and the ledger objects in it. Has no members, cannot log in.
alter role tally_ledger
  nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit;

-- Owns the function that creates tenant roles. CREATEROLE is access to the operating system on
-- PostgreSQL 15, so nobody can log in as this role or become it.
alter role tally_provisioner
  nologin nosuperuser nocreatedb createrole noreplication nobypassrls noinherit;

-- Has the privileges of everybody and no other: start-up asks what it may do.
alter role tally_probe
  nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit;

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
$$;

revoke all on schema public from public;

create schema if not exists platform authorization tally_owner;

grant usage on schema platform to tally_platform;

-- Operator classes for exclusion constraints. Nobody needs the schema to use them.
create schema if not exists extension;

create extension if not exists btree_gist with schema extension;

alter default privileges for role tally_owner revoke execute on functions from public;

create schema if not exists provisioning;

grant usage on schema provisioning to tally_owner;

-- Creates the role of a tenant, or changes its password. Without a verifier the role is created
-- unable to log in, and a role that exists stays as it is.
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
$$;

alter function provisioning.set_tenant_role(text, text) owner to tally_provisioner;

-- Creates the schema of a tenant. It belongs to tally_ledger, so that tally_owner can create in it
-- and cannot drop what belongs to others in it.
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
$$;

alter function provisioning.create_tenant_schema(text) owner to tally_ledger;

-- Hands tables and argument-less functions of a tenant schema from tally_owner to tally_ledger:
-- from then on only a superuser can alter, drop or replace them. Grants stay. Runs with the rights
-- of a superuser, since nobody is a member of tally_ledger; changing an owner runs no user's code.
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
$$;

revoke all on function
  provisioning.set_tenant_role(text, text),
  provisioning.create_tenant_schema(text),
  provisioning.seal_ledger(text, text[], text[])
from public;

grant execute on function
  provisioning.set_tenant_role(text, text),
  provisioning.create_tenant_schema(text),
  provisioning.seal_ledger(text, text[], text[])
to tally_owner;
