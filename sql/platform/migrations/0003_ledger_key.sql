-- The verifier key of each tenant's ledger, for whoever lists tenants. Null until the tenant is
-- provisioned; no row is rewritten.
alter table platform.tenant add column ledger_vkey text;
