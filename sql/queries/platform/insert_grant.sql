-- Grants a regulator datasets of a tenant.
insert into platform.regulator_grant (id, regulator_id, tenant_id, datasets, period, from_on, to_on,
  created_at)
values (:id, :regulator_id, :tenant_id, :datasets::smallint[], :period, :from_on, :to_on?,
  :created_at)
