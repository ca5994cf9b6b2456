-- Dataset 2: the agreements signed up to a day, by pseudonym.
select s.pseudonym as subject, a.pseudonym as account, g.product, g.principal_amount, g.currency,
  g.signed_on, g.state
from tenant.agreement as g
join tenant.account as a on a.agreement_id = g.id
join tenant.subject as s on s.id = g.subject_id
where g.signed_on > :after_on and g.signed_on <= :until_on
order by a.pseudonym
