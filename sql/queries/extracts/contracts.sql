-- Dataset 2: the agreements of a period, by pseudonym. Of what the checkpoint covers, those which
-- no extract before could hold: opened since by an entry, or signed since.
with wanted as (
  select g.id
  from tenant.ledger_chunk as c
  cross join unnest(c.entry_ids) with ordinality as u (entry_id, n)
  join tenant.agreement as g on g.entry_id = u.entry_id
  where c.first_index > :first_index::bigint - 256
    and c.first_index < :end_index::bigint
    and c.first_index + u.n - 1 >= :first_index::bigint
    and c.first_index + u.n - 1 < :end_index::bigint
    and g.signed_on <= :until_on::date
  union
  select g.id
  from tenant.agreement as g
  join tenant.ledger_entry as e on e.entry_id = g.entry_id
  join tenant.ledger_chunk as c
    on int8range(c.first_seq, c.last_seq, '[]') @> e.seq and e.entry_id = any (c.entry_ids)
  where g.signed_on > :after_on::date and g.signed_on <= :until_on::date
    and c.first_index + array_position(c.entry_ids, e.entry_id) - 1 < :end_index::bigint
)
select s.pseudonym as subject, a.pseudonym as account, g.product, g.principal_amount, g.currency,
  g.signed_on
from wanted as w
join tenant.agreement as g on g.id = w.id
join tenant.account as a on a.agreement_id = g.id
join tenant.subject as s on s.id = g.subject_id
order by a.pseudonym
