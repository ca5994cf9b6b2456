-- columnar
-- Keeps a judgement of a contact. `reasons` is a list of codes with commas between, or empty.
insert into tenant.contact_check (id, case_id, subject_id, channel, contact_point_id, evaluated_at,
  civil_at, debtor_on, profile, profile_version, policy_version, verdict, reasons, principal_id)
select q.id, q.case_id, q.subject_id, q.channel, q.contact_point_id, q.evaluated_at, q.civil_at,
  q.debtor_on, q.profile, q.profile_version, q.policy_version, q.verdict,
  string_to_array(q.reasons, ',')::smallint[], q.principal_id
from unnest(:id::uuid[], :case_id::uuid[], :subject_id::uuid[], :channel::smallint[],
  :contact_point_id?::uuid[], :evaluated_at::timestamptz[], :civil_at::timestamptz[],
  :debtor_on::date[], :profile::text[], :profile_version::integer[], :policy_version::integer[],
  :verdict::smallint[], :reasons::text[], :principal_id::uuid[])
  as q (id, case_id, subject_id, channel, contact_point_id, evaluated_at, civil_at, debtor_on,
  profile, profile_version, policy_version, verdict, reasons, principal_id)
