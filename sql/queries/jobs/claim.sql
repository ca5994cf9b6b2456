-- Takes the job that is due longest: a waiting one, or a running one whose lease has ended.
update tenant.job j
set state = 2, lease_until = :lease_until, lease_owner = :lease_owner,
  attempt_count = j.attempt_count + 1
where j.id = (
  select c.id
  from tenant.job c
  where c.state in (1, 2) and c.run_at <= :now and c.kind = any(:kinds::text[])
    and (c.state = 1 or c.lease_until < :now)
  order by c.run_at, c.id
  limit 1
  for update skip locked)
returning j.id, j.kind, j.slot, j.attempt_count, j.payload, j.progress as "progress?"
