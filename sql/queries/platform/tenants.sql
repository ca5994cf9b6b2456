-- All tenants.
select t.id, t.name, t.jurisdiction, t.base_currency::text as base_currency, t.state, t.origin,
  coalesce(t.ledger_vkey, '') as ledger_vkey
from platform.tenant t
order by t.id
limit :count_max
