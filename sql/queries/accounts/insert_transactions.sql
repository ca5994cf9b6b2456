-- columnar
-- Posts transactions; each names its ledger entry.
insert into tenant.account_transaction (id, account_id, type, value_on, amount, external_ref,
  entry_id, recorded_at)
select q.id, q.account_id, q.type, q.value_on, q.amount, q.external_ref, q.entry_id,
  q.recorded_at
from unnest(:id::uuid[], :account_id::uuid[], :type::smallint[], :value_on::date[],
  :amount::bigint[], :external_ref?::text[], :entry_id::uuid[], :recorded_at::timestamptz[])
  as q (id, account_id, type, value_on, amount, external_ref, entry_id, recorded_at)
