-- Fixes what an extract is of; a slot that is there already stays as it is.
insert into tenant.extract (id, regulator_id, grant_id, datasets, period_end_on, state,
  first_index, end_index, checkpoint, previous_id, created_at, updated_at)
values (:id, :regulator_id, :grant_id, :datasets, :period_end_on, 2, :first_index, :end_index,
  :checkpoint, :previous_id?, :at, :at)
on conflict on constraint extract_period_unique do nothing
