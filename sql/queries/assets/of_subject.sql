-- The assets of a debtor.
select a.id, a.class, a.state, a.value_amount as "value_amount?", a.currency as "currency?",
  a.share_ppm, a.last_seen_on, a.observation_count
from tenant.asset a
where a.subject_id = :subject_id
order by a.class, a.id
limit 1000
