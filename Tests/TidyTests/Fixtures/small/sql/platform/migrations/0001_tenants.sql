-- Tenants.
create table platform.tenant (
  id uuid primary key,
  name text not null
);
