-- Adds a version of the policy.
insert into tenant.policy (version, valid_from_on, body, created_at, created_by)
values (:version, :valid_from_on, :body, :created_at, :created_by)
