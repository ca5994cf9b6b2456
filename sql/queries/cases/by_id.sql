-- columnar
-- A case with what an act needs of its debtor: time zone, consent, wrapped key.
select q.n, c.id, c.subject_id, c.no, c.portfolio, c.state, c.flags, c.level,
  c.level_rule, c.priority, c.currency, c.claim_at_open, c.overdue, c.days_past_due, c.opened_on,
  c.owner_id as "owner_id?", c.close_reason as "close_reason?",
  coalesce(c.figures_on, (select d.last_closed_on from tenant.business_day d))
    as "figures_on?", s.pseudonym, s.status, s.time_zone,
  s.night_consent, p.wrapped_key
from unnest(:case_id::uuid[]) with ordinality as q (case_id, n)
join tenant.collection_case c on c.id = q.case_id
join tenant.subject s on s.id = c.subject_id
join tenant.pii_subject p on p.subject_id = c.subject_id
