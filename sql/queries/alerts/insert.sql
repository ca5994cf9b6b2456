-- columnar
-- Raises alerts. One statement draws the positions and stores the rows, so that no other statement
-- comes between; the counter row stays locked to the commit, so positions rise in commit order.
-- `evidence` is a list of uuids with commas between, or empty.
with drawn as (
  update tenant.counter c
  set value = c.value + cardinality(:id::uuid[])
  where c.name = 'alert_position'
  returning c.value
)
insert into tenant.alert (id, position, subject_id, account_id, asset_id, rule, rule_version,
  severity, business_on, fired_at, evidence_ids)
select q.id, drawn.value - cardinality(:id::uuid[]) + q.n, q.subject_id, q.account_id, q.asset_id,
  q.rule, q.rule_version, q.severity, q.business_on, q.fired_at,
  string_to_array(q.evidence, ',')::uuid[]
from unnest(:id::uuid[], :subject_id::uuid[], :account_id?::uuid[], :asset_id?::uuid[],
  :rule::text[], :rule_version::integer[], :severity::smallint[], :business_on::date[],
  :fired_at::timestamptz[], :evidence::text[])
  with ordinality as q (id, subject_id, account_id, asset_id, rule, rule_version, severity,
  business_on, fired_at, evidence, n)
cross join drawn
order by q.n
