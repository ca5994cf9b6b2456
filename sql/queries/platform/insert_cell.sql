-- Registers a cell, or says where it is now.
insert into platform.cell as c (name, connection)
values (:name, :connection)
on conflict on constraint cell_pkey do update
set connection = excluded.connection
where c.connection <> excluded.connection
