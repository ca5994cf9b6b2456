-- What decisions need to know of a new tenant; what is there stays.
insert into tenant.tenant_fact (tenant_id, base_currency, jurisdiction, regime, vkey, origin)
values (:tenant_id, :base_currency, :jurisdiction, :regime, :vkey, :origin)
on conflict on constraint tenant_fact_pk do nothing
