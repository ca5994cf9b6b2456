-- Registers a cell, or leaves it as it is.
insert into platform.cell (name, connection)
values (:name, :connection)
on conflict on constraint cell_pkey do nothing
