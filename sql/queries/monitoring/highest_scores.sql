-- The highest score issued to each of some debtors since a date.
select c.subject_id, max(c.value) as value
from tenant.score c
where c.subject_id = any(:subject_ids::uuid[]) and c.as_of_on > :since_on
group by c.subject_id
