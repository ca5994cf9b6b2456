-- Accounts and money by the debtors' risk class; debtors without one are left out.
select s.risk_class, count(*) as account_count, sum(a.balance_as_of)::bigint as balance
from tenant.subject s
join tenant.account a on a.subject_id = s.id
where s.risk_class is not null
group by s.risk_class
order by s.risk_class
