-- columnar
-- Issues scores; `reasons` is a list of codes with commas between, or empty.
insert into tenant.score (subject_id, as_of_on, model, value, tier, reason_codes, inputs_hash,
  recorded_at)
select q.subject_id, q.as_of_on, q.model, q.value, q.tier, string_to_array(q.reasons, ','),
  q.inputs_hash, q.recorded_at
from unnest(:subject_id::uuid[], :as_of_on::date[], :model::text[], :value::bigint[],
  :tier::text[], :reasons::text[], :inputs_hash::bytea[], :recorded_at::timestamptz[])
  as q (subject_id, as_of_on, model, value, tier, reasons, inputs_hash, recorded_at)
