-- Whether the platform's tables can be read, and how far they are migrated.
select coalesce(max(m.number), 0) as number
from platform.migration m
