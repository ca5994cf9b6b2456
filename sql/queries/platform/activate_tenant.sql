-- Puts a tenant into service.
update platform.tenant
set state = 2, ledger_vkey = :ledger_vkey, version = version + 1, updated_at = :now
where id = :id and state = 1
