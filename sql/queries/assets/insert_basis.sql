-- Keeps a legal basis.
insert into tenant.legal_basis (id, type, created_at, created_by)
values (:id, :type, :created_at, :created_by)
