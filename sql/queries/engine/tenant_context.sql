-- What the server keeps of a tenant between calls.
select f.tenant_id, f.base_currency, f.jurisdiction, f.regime, f.vkey, f.origin
from tenant.tenant_fact f
