-- Logs that personal data were shown; `fields` is a list of words with commas between.
insert into tenant.access_log (id, at, principal_id, subject_id, purpose, fields, method, key)
values (:id, :at, :principal_id, :subject_id, :purpose, string_to_array(:fields::text, ','),
  :method, :key)
