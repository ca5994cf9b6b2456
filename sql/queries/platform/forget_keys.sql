-- Removes some keys of writes whose replies are kept no longer.
delete from platform.command_key k
where (k.principal_id, k.method, k.key) in (
  select c.principal_id, c.method, c.key
  from platform.command_key c
  where c.created_at < :before
  order by c.created_at
  limit :count_max
  for update skip locked)
returning k.principal_id
