-- The repairs of a debtor with the stage reached.
select r.id, r.state, r.opened_on,
  coalesce((select max(t.stage) from tenant.repair_stage_record t where t.repair_id = r.id),
    0::smallint) as stage
from tenant.repair_case r
where r.subject_id = :subject_id
order by r.opened_on desc, r.id desc
limit 100
