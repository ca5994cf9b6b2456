-- columnar
-- Moves promises along machine 4, by receipts only.
update tenant.promise p
set state = q.state, paid_amount = q.paid_amount, version = p.version + 1
from unnest(:id::uuid[], :state::smallint[], :paid_amount::bigint[])
  as q (id, state, paid_amount)
where p.id = q.id
