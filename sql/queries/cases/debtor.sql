-- columnar
-- A debtor with pseudonym and wrapped key, for entries about it.
select q.n, s.id, s.pseudonym, s.status, s.first_overdue_on as "first_overdue_on?", p.wrapped_key
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
join tenant.subject s on s.id = q.subject_id
join tenant.pii_subject p on p.subject_id = s.id
