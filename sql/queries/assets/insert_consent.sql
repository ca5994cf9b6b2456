-- columnar
-- Keeps a debtor's consent.
insert into tenant.consent (id, subject_id, purpose, separate, notice_version, given_at,
  expires_at, state, generated)
select q.id, q.subject_id, q.purpose, q.separate, q.notice_version, q.given_at, q.expires_at,
  q.state, q.generated
from unnest(:id::uuid[], :subject_id::uuid[], :purpose::smallint[], :separate::boolean[],
  :notice_version::text[], :given_at::timestamptz[], :expires_at?::timestamptz[],
  :state::smallint[], :generated::boolean[])
  as q (id, subject_id, purpose, separate, notice_version, given_at, expires_at, state, generated)
