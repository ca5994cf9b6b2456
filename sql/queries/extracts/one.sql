-- One extract.
select x.id, x.regulator_id, x.grant_id, x.datasets, x.period_end_on, x.state,
  x.first_index as "first_index?", x.end_index as "end_index?", x.file_name as "file_name?",
  x.byte_count as "byte_count?", x.sha256 as "sha256?", x.manifest_sha256 as "manifest_sha256?",
  x.checkpoint as "checkpoint?", x.previous_id as "previous_id?"
from tenant.extract as x
where x.id = :id
