-- columnar
-- The partner reference (type 5) and the resident identity numbers (type 1) of debtors, sealed.
select q.n, i.id, i.subject_id, i.type, i.ciphertext, i.last4 as "last4?"
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
join tenant.pii_identifier i on i.subject_id = q.subject_id and i.type in (1, 5)
order by q.n, i.type, i.id
