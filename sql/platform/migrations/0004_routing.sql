-- Places for what the platform keeps beside its tenants: the next due job of each tenant, rule packs,
-- calendars and the meta-log. All tables are new: no lock waits.

-- When the next job of a tenant is due, so that nobody asks every tenant. A hint: the jobs
-- themselves are the tenant's. Null: none was planned when it was looked at.
create table platform.job_hint (
  tenant_id uuid
    constraint job_hint_pkey primary key
    constraint job_hint_tenant_fkey references platform.tenant (id),
  due_at timestamptz
);

create index job_hint_due_at_idx on platform.job_hint (due_at);

-- Rules of a jurisdiction, valid from a day on.
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
);

-- Days which are not what their weekday says: 1 holiday, 2 working day.
create table platform.calendar (
  jurisdiction text not null
    constraint calendar_jurisdiction_form check (jurisdiction ~ '^[A-Z]{2}$'),
  on_day date not null,
  kind smallint not null
    constraint calendar_kind_code check (kind between 1 and 2),
  constraint calendar_pkey primary key (jurisdiction, on_day)
);

-- The leaves of the meta-log: checkpoints of tenants' ledgers, in order.
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
);

create index command_key_created_at_idx on platform.command_key (created_at);

grant select, insert, update on platform.job_hint to tally_platform;

grant select, insert, update on platform.rule_pack, platform.calendar to tally_platform;

grant select, insert on platform.meta_leaf to tally_platform;
