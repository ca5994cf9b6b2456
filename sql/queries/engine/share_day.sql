-- Keeps the business date from being closed while a batch posts to it.
select d.business_on, d.next_on as "next_on?", d.day_state, d.last_closed_on as "last_closed_on?"
from tenant.business_day d
for share
