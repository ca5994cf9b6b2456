-- The cases of a debtor.
select c.id, c.no, c.state, c.level, c.opened_on
from tenant.collection_case c
where c.subject_id = :subject_id
order by c.opened_on desc, c.no desc
limit 100
