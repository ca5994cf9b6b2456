-- Gives a new principal its roles.
insert into platform.principal_role (principal_id, role)
select :principal_id, r.role
from unnest(:roles::smallint[]) as r (role)
