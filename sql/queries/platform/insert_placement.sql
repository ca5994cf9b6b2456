-- Places a new tenant in a cell.
insert into platform.placement (tenant_id, cell_name)
values (:tenant_id, :cell_name)
