-- columnar
-- Stores the wrapped keys and names of new debtors.
insert into tenant.pii_subject (subject_id, wrapped_key, name)
select q.subject_id, q.wrapped_key, q.name
from unnest(:subject_id::uuid[], :wrapped_key::bytea[], :name::bytea[])
  as q (subject_id, wrapped_key, name)
