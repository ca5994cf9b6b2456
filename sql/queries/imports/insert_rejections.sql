-- columnar
-- Keeps why rows were rejected; never their values.
insert into tenant.import_rejection (batch_sha256, line, field, reason, message)
select q.batch_sha256, q.line, q.field, q.reason, q.message
from unnest(:batch_sha256::bytea[], :line::bigint[], :field::text[], :reason::text[],
  :message::text[]) as q (batch_sha256, line, field, reason, message)
