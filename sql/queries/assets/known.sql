-- columnar
-- An asset by the keyed token of its registry reference.
select q.n, a.id, a.share_ppm, a.value_amount as "value_amount?", a.currency as "currency?",
  a.state, a.last_seen_on
from unnest(:subject_id::uuid[], :class::smallint[], :registry_token::bytea[])
  with ordinality as q (subject_id, class, registry_token, n)
join tenant.asset a on a.subject_id = q.subject_id and a.class = q.class
  and a.registry_token = q.registry_token
