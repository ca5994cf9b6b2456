-- columnar
-- Marks a contact point: 5 opted out.
update tenant.pii_contact_point p
set status = q.status, recorded_at = q.recorded_at
from unnest(:id::uuid[], :status::smallint[], :recorded_at::timestamptz[])
  as q (id, status, recorded_at)
where p.id = q.id
