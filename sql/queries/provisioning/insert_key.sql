-- A wrapped key of a new tenant.
insert into tenant.tenant_key (kind, epoch, wrapped)
values (:kind, :epoch, :wrapped)
