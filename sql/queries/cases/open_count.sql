-- How many open cases somebody has.
select count(*) as open_count
from tenant.collection_case c
where c.owner_id = :owner_id and c.state <= 12
