-- The newest scores of a debtor.
select c.as_of_on, c.model, c.value, c.tier, c.reason_codes
from tenant.score c
where c.subject_id = :subject_id
order by c.as_of_on desc, c.model
limit 100
