-- The classes of a debtor's accounts over time.
select l.account_id, l.class, l.from_on, l.to_on as "to_on?"
from tenant.account a
join tenant.loan_class l on l.account_id = a.id
where a.subject_id = :subject_id
order by l.account_id, l.from_on
limit 1000
