-- The debtors of a run, in the order of their ids, with how many accounts each has.
select s.id, (select count(*) from tenant.account a where a.subject_id = s.id) as account_count
from tenant.subject s
where s.id > :after_id
order by s.id
limit :size
