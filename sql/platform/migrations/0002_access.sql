-- Principals, credentials, regulators and their grants, keys of platform writes.

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
);

create table platform.principal_role (
  principal_id uuid not null,
  role smallint not null,
  constraint principal_role_pk primary key (principal_id, role),
  constraint principal_role_principal foreign key (principal_id) references platform.principal (id),
  constraint principal_role_role check (role between 1 and 26)
);

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
);

create index credential_of_principal on platform.credential (principal_id);

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
);

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
);

create index regulator_grant_of_tenant on platform.regulator_grant (tenant_id);

create table platform.command_key (
  principal_id uuid not null,
  method text not null,
  key text not null,
  request_hash bytea not null,
  reply bytea,
  created_at timestamptz not null,
  constraint command_key_pk primary key (principal_id, method, key)
);

grant select, insert, update on platform.principal to tally_platform;

grant select, insert on platform.principal_role to tally_platform;

grant select, insert, update on platform.credential to tally_platform;

grant select, insert, update on platform.regulator to tally_platform;

grant select, insert, update on platform.regulator_grant to tally_platform;

grant select, insert, update, delete on platform.command_key to tally_platform;
