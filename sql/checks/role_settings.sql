-- Tenant roles which gave themselves settings: a role may always do that, so it is looked for.
select distinct r.rolname::text as finding
from pg_catalog.pg_db_role_setting s
join pg_catalog.pg_roles r on r.oid = s.setrole
where r.rolname ~ '^t_[0-9a-f]{32}$'
  and s.setdatabase in (
    0, (select oid from pg_catalog.pg_database where datname = current_database()))
order by 1;
