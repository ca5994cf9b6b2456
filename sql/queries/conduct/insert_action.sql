-- columnar
-- Records an act; an outbound one names the check that allowed it.
insert into tenant.case_action (id, case_id, subject_id, channel, direction, contact_point_id,
  party_reached, result, outcome, connected, debtor_on, started_at, recorded_at, summary,
  contact_check_id, principal_id)
select q.id, q.case_id, q.subject_id, q.channel, q.direction, q.contact_point_id, q.party_reached,
  q.result, q.outcome, q.connected, q.debtor_on, q.started_at, q.recorded_at, q.summary,
  q.contact_check_id, q.principal_id
from unnest(:id::uuid[], :case_id::uuid[], :subject_id::uuid[], :channel::smallint[],
  :direction::smallint[], :contact_point_id?::uuid[], :party_reached::smallint[],
  :result::smallint[], :outcome?::smallint[], :connected::boolean[], :debtor_on::date[],
  :started_at::timestamptz[], :recorded_at::timestamptz[], :summary?::bytea[],
  :contact_check_id?::uuid[], :principal_id::uuid[])
  as q (id, case_id, subject_id, channel, direction, contact_point_id, party_reached, result,
  outcome, connected, debtor_on, started_at, recorded_at, summary, contact_check_id, principal_id)
