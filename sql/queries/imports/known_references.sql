-- Which of these partner references the tenant has already.
select i.blind_index
from tenant.pii_identifier i
where i.type = 5 and i.blind_index = any(:blind_indexes::bytea[])
