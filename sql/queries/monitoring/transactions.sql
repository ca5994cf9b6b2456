-- The transactions of some debtors' accounts up to a value date, in the order in which they count.
select t.id, t.account_id, t.type, t.value_on, t.amount, t.recorded_at
from tenant.account a
join tenant.account_transaction t on t.account_id = a.id
where a.subject_id = any(:subject_ids::uuid[]) and t.value_on <= :until_on
order by t.account_id, t.value_on, t.recorded_at, t.id
