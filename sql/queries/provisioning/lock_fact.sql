-- Keeps two runs of one provisioning apart.
lock table tenant.tenant_fact in share row exclusive mode
