-- The policy a new tenant starts with; what is there stays.
insert into tenant.policy (version, valid_from_on, body, created_at, created_by)
values (1, :valid_from_on, :body, :created_at, :created_by)
on conflict on constraint policy_pk do nothing
