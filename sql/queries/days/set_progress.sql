-- Shows how many accounts a run has done; never fewer than before.
update tenant.business_day
set done_count = least(greatest(done_count, :done_count), total_count)
where day_state = 2 and business_on = :business_on
