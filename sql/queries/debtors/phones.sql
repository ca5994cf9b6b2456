-- The mobile numbers of a debtor, sealed.
select c.id, c.ciphertext, c.last4 as "last4?"
from tenant.pii_contact_point c
where c.subject_id = :subject_id and c.type = 1
order by c.id
