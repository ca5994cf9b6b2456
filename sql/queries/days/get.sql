-- The open business date, and how far a run is.
select d.business_on, d.next_on as "next_on?", d.day_state, d.done_count, d.total_count,
  d.last_closed_on as "last_closed_on?", d.summary as "summary?"
from tenant.business_day d
