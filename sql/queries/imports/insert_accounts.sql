-- columnar
-- Stores accounts with the balance of all postings that come with them.
insert into tenant.account (id, agreement_id, subject_id, pseudonym, version, currency, balance,
  opening_overdue_on, opening_overdue_amount)
select q.id, q.agreement_id, q.subject_id, q.pseudonym, q.version, q.currency, q.balance,
  q.opening_overdue_on, q.opening_overdue_amount
from unnest(:id::uuid[], :agreement_id::uuid[], :subject_id::uuid[], :pseudonym::uuid[],
  :version::bigint[], :currency::text[], :balance::bigint[], :opening_overdue_on?::date[],
  :opening_overdue_amount::bigint[])
  as q (id, agreement_id, subject_id, pseudonym, version, currency, balance, opening_overdue_on,
  opening_overdue_amount)
