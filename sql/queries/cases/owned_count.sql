-- How many open cases of a debtor somebody owns.
select count(*) as owned_count
from tenant.collection_case c
where c.subject_id = :subject_id and c.owner_id = :owner_id and c.state <= 12
