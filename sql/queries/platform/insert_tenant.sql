-- Registers a tenant that is being made.
insert into platform.tenant (id, schema_name, role_name, name, jurisdiction, base_currency, origin,
  state, created_by)
values (:id, :schema_name::text, :schema_name::text, :name, :jurisdiction, :base_currency::text,
  :origin, 1, :created_by)
