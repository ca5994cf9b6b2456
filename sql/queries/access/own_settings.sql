-- Asked at each log-in: what the role stored for itself, which every role may do. No row is the rule.
select s.setdatabase::bigint as database_id
from pg_catalog.pg_db_role_setting s
where s.setrole = pg_catalog.to_regrole(quote_ident(current_user))
