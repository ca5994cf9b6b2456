-- The job of the run of the closing business date.
select j.state, j.attempt_count, j.last_error as "last_error?"
from tenant.business_day d
join tenant.job j on j.kind = 'end_of_day' and j.slot = to_char(d.business_on, 'YYYY-MM-DD')
where d.day_state = 2
