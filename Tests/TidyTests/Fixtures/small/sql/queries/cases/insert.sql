-- Opens a case.
-- columnar
insert into tenant.collection_case (id, debtor_id, level, balance, currency, opened_on, digest)
select *
from unnest(
  :id::uuid[], :debtor_id::uuid[], :level::int2[], :balance::int8[], :currency::text[],
  :opened_on::date[], :digest?::bytea[]);
