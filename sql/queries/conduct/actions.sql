-- The acts of a case, the newest first.
select a.id, a.channel, a.result, a.outcome as "outcome?", a.started_at,
  a.contact_check_id as "contact_check_id?"
from tenant.case_action a
where a.case_id = :case_id
order by a.started_at desc, a.id desc
limit 1000
