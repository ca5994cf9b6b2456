-- Cases; the lock lasts as long as the creation of an empty table.
create domain tenant.currency as char(3);

create table tenant.collection_case (
  id uuid primary key,
  debtor_id uuid not null,
  level smallint not null,
  balance bigint not null,
  currency tenant.currency not null,
  opened_on date not null,
  closed_at timestamptz,
  tags text[] not null default '{}',
  digest bytea,
  is_held boolean not null default false
);

create function tenant.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'append; only';
end;
$$;

create trigger collection_case_append_only before delete on tenant.collection_case
  for each row execute function tenant.refuse();

grant select, insert on tenant.collection_case to tenant_role;

create table tenant.ledger_note (
  id uuid primary key,
  note text not null
);

create table tenant.access_note (like tenant.ledger_note including all);
