-- columnar
-- The outbound acts towards a debtor over all its cases, counted by local day, case and contact
-- point; the newest days first.
select q.n, t.debtor_on, t.case_id, t.portfolio, t.contact_point_id as "contact_point_id?",
  t.connected_count, t.unanswered_count
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
cross join lateral (
  select a.debtor_on, a.case_id, c.portfolio, a.contact_point_id,
    count(*) filter (where a.connected) as connected_count,
    count(*) filter (where not a.connected and a.channel in (1, 6, 9)) as unanswered_count
  from tenant.case_action a
  join tenant.collection_case c on c.id = a.case_id
  where a.subject_id = q.subject_id and a.direction = 1
  group by a.debtor_on, a.case_id, c.portfolio, a.contact_point_id
  order by a.debtor_on desc
  limit 1000
) t
order by q.n, t.debtor_on desc
