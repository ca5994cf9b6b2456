-- columnar
-- The debtor's contact points, the oldest first.
select q.n, p.id, p.type, p.owner, p.status, p.last4 as "last4?"
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
join tenant.pii_contact_point p on p.subject_id = q.subject_id
order by q.n, p.type, p.id
