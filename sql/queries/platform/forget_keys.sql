-- Removes some keys of writes whose replies are kept no longer; as `engine/forget_keys`.
delete from platform.command_key k
where k.ctid = any (array(
  select c.ctid
  from platform.command_key c
  where c.created_at < :before
  order by c.created_at
  limit :count_max
  for update skip locked))
returning k.principal_id
