-- Revokes a principal.
update platform.principal
set state = 3
where id = :id
