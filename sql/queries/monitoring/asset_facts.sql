-- When the assets of some debtors were observed last, and how many alerts about them wait for an
-- outcome.
select s.id as subject_id,
  (select max(o.observed_on) from tenant.asset_observation o where o.subject_id = s.id)
    as "observed_on?",
  (select count(*) from tenant.alert l
    where l.subject_id = s.id and l.asset_id is not null and l.severity >= 2
      and l.state in (1, 2, 3, 4, 7)) as adverse_count
from tenant.subject s
where s.id = any(:subject_ids::uuid[])
