-- columnar
-- Marks a contact point: 5 opted out.
update tenant.pii_contact_point p
set status = q.status
from unnest(:id::uuid[], :status::smallint[]) as q (id, status)
where p.id = q.id
