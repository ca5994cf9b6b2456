-- Opens the next business date after a run.
update tenant.business_day
set business_on = :next_on, next_on = null, day_state = 1, last_closed_on = :closed_on,
  done_count = total_count, summary = :summary, version = version + 1
where day_state = 2 and business_on = :closed_on
