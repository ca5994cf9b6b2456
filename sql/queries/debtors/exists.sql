-- Whether there is such a debtor.
select s.id
from tenant.subject s
where s.id = :subject_id
