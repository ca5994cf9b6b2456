-- The rows of a batch that were rejected.
select r.line, r.field, r.reason, r.message
from tenant.import_rejection r
where r.batch_sha256 = :batch_sha256
order by r.line
limit 10000
