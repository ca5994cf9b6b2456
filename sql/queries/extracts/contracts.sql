-- Dataset 2: the agreements of a period, by pseudonym. Of what the checkpoint covers, those which
-- no extract before could hold: opened since by an entry, or signed since.
with sealed as (
  select u.entry_id, c.first_index + u.n - 1 as index
  from tenant.ledger_chunk as c
  cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
  where c.first_index < :end_index::bigint
)
select s.pseudonym as subject, a.pseudonym as account, g.product, g.principal_amount, g.currency,
  g.signed_on
from sealed as e
join tenant.agreement as g on g.entry_id = e.entry_id
join tenant.account as a on a.agreement_id = g.id
join tenant.subject as s on s.id = g.subject_id
where e.index < :end_index::bigint and g.signed_on <= :until_on::date
  and (e.index >= :first_index::bigint or g.signed_on > :after_on::date)
order by a.pseudonym
