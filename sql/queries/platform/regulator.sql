-- One regulator.
select r.principal_id, r.jurisdiction
from platform.regulator r
where r.id = :id
