-- Starts the end-of-day run of the open business date.
update tenant.business_day
set day_state = 2, next_on = :next_on, done_count = 0,
  total_count = (select count(*) from tenant.account a), version = version + 1
where day_state = 1 and business_on = :business_on
