-- Registers a regulator.
insert into platform.regulator (id, principal_id, name, jurisdiction, valid_from_on, created_at)
values (:id, :principal_id, :name, :jurisdiction, :valid_from_on, :created_at)
