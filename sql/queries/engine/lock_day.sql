-- Locks the business date for the operation that closes or opens it.
select d.business_on, d.next_on as "next_on?", d.day_state, d.last_closed_on as "last_closed_on?"
from tenant.business_day d
for no key update
