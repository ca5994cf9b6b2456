-- columnar
-- Opens a repair.
insert into tenant.repair_case (id, subject_id, state, officer_id, standards_version, opened_on)
select q.id, q.subject_id, q.state, q.officer_id, q.standards_version, q.opened_on
from unnest(:id::uuid[], :subject_id::uuid[], :state::smallint[], :officer_id?::uuid[],
  :standards_version::integer[], :opened_on::date[])
  as q (id, subject_id, state, officer_id, standards_version, opened_on)
