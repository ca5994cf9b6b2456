-- The server's role has what it needs and cannot delete; leaves of the meta-log stay as they are.
select wanted.name
from (values ('job_hint'), ('rule_pack'), ('calendar'), ('meta_leaf')) as wanted (name)
where not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'select')
  or not has_table_privilege('tally_platform', 'platform.' || wanted.name, 'insert')
  or has_table_privilege('tally_platform', 'platform.' || wanted.name, 'delete, truncate')
  or has_table_privilege('tally_platform', 'platform.' || wanted.name, 'update')
    = (wanted.name = 'meta_leaf');
