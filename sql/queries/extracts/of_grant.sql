-- The extracts of one grant, oldest first.
select x.id, x.period_end_on, x.state, x.first_index as "first_index?",
  x.end_index as "end_index?", x.manifest_sha256 as "manifest_sha256?",
  x.checkpoint as "checkpoint?"
from tenant.extract as x
where x.grant_id = :grant_id
order by x.period_end_on
