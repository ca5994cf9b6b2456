-- columnar
-- Records an event of a repair.
insert into tenant.repair_stage_record (repair_id, no, stage, state, event, entered_at,
  business_on, principal_id, note)
select q.repair_id, q.no, q.stage, q.state, q.event, q.entered_at, q.business_on, q.principal_id,
  q.note
from unnest(:repair_id::uuid[], :no::integer[], :stage::smallint[], :state::smallint[],
  :event::text[], :entered_at::timestamptz[], :business_on::date[], :principal_id::uuid[],
  :note?::bytea[])
  as q (repair_id, no, stage, state, event, entered_at, business_on, principal_id, note)
