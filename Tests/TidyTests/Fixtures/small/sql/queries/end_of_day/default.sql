-- Names a tenant.
update platform.tenant set name = :name where id = :id;
