-- The first open business date; what is there stays.
insert into tenant.business_day (business_on)
values (:business_on)
on conflict on constraint business_day_pk do nothing
