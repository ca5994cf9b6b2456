-- Tenants and where they live. The schema itself comes from roles.sql, platform.migration from the
-- runner of migrations, which needs it before the first file. All tables are new: no lock waits.

-- A PostgreSQL cluster that holds tenants.
create table platform.cell (
  name text
    constraint cell_pkey primary key
    constraint cell_name_form check (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  -- libpq keywords without user and password, which are derived.
  connection text not null,
  created_at timestamptz not null default now()
);

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
);

-- The router: a session that meets another epoch than it resolved asks again.
create table platform.placement (
  tenant_id uuid
    constraint placement_pkey primary key
    constraint placement_tenant_fkey references platform.tenant (id),
  cell_name text not null
    constraint placement_cell_fkey references platform.cell (name),
  epoch bigint not null default 1
    constraint placement_epoch_positive check (epoch > 0),
  changed_at timestamptz not null default now()
);

create index placement_cell_name_idx on platform.placement (cell_name);

-- Which derived password a role has; a role without a row has epoch 1. Rotation tries the new
-- epoch, then the old one.
create table platform.login_epoch (
  role_name text constraint login_epoch_pkey primary key,
  epoch integer not null
    constraint login_epoch_positive check (epoch > 0),
  changed_at timestamptz not null default now()
);

grant select on platform.migration to tally_platform;

grant select, insert, update on
  platform.cell, platform.tenant, platform.placement, platform.login_epoch
to tally_platform;
