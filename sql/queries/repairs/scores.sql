-- columnar
-- A debtor's worst score since the first overdue day, its newest score, and whether an identity
-- document is on file.
select q.n, w.value as "worst_value?", w.tier as "worst_tier?", l.value as "last_value?",
  l.tier as "last_tier?",
  exists (
    select 1 from tenant.pii_identifier i where i.subject_id = q.subject_id and i.type in (1, 2, 3)
  ) as identified
from unnest(:subject_id::uuid[]) with ordinality as q (subject_id, n)
join tenant.subject s on s.id = q.subject_id
left join lateral (
  select c.value, c.tier
  from tenant.score c
  where c.subject_id = q.subject_id
    and (s.first_overdue_on is null or c.as_of_on >= s.first_overdue_on)
  order by c.value, c.as_of_on desc
  limit 1
) w on true
left join lateral (
  select c.value, c.tier
  from tenant.score c
  where c.subject_id = q.subject_id
  order by c.as_of_on desc, c.recorded_at desc
  limit 1
) l on true
