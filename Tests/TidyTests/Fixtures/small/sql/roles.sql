-- Roles of the cluster, and the two functions that provision a tenant.
create role tally_owner login;
create role tally_platform login;
create role tally_sealer login;
create role tally_ledger nologin;

create schema platform authorization tally_owner;

create schema provisioning authorization tally_owner;

create function provisioning.set_tenant_role(role_name text, verifier text)
returns void language plpgsql security definer as $$
begin
  execute format('create role %I', role_name);
end;
$$;

create function provisioning.create_tenant_schema(schema_name text)
returns void language plpgsql security definer as $$
begin
  execute format('create schema %I authorization tally_owner', schema_name);
end;
$$;
