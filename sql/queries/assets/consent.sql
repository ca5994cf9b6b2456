-- columnar
-- A consent.
select q.n, c.id, c.subject_id, c.purpose, c.separate, c.state, c.expires_at as "expires_at?"
from unnest(:consent_id::uuid[]) with ordinality as q (consent_id, n)
join tenant.consent c on c.id = q.consent_id
