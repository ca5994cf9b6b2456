-- Dataset 5: the receipts of a period, by pseudonym.
select t.id, a.pseudonym as account, t.type, t.value_on, -t.amount as amount, a.currency
from tenant.account_transaction as t
join tenant.account as a on a.id = t.account_id
where t.type in (2, 3) and t.value_on > :after_on and t.value_on <= :until_on
order by t.value_on, t.id
