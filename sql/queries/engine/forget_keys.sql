-- Removes some keys of commands whose replies are kept no longer. By their places, which the locks
-- hold still: a join by key would read the whole table for each part.
delete from tenant.command_key k
where k.ctid = any (array(
  select c.ctid
  from tenant.command_key c
  where c.created_at < :before
  order by c.created_at
  limit :count_max
  for update skip locked))
returning k.principal_id
