-- Registers a principal.
insert into platform.principal (id, tenant_id, kind, label, pseudonym, created_at, created_by)
values (:id, :tenant_id?, :kind, :label, :pseudonym, :created_at, :created_by?)
