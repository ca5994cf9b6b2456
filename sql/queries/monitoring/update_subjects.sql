-- columnar
-- Brings debtors to the risk class and score of the closing day.
update tenant.subject s
set risk_class = q.risk_class, risk_rule = q.risk_rule, risk_on = q.risk_on, score = q.score,
  first_overdue_on = q.first_overdue_on, version = s.version + 1
from unnest(:subject_id::uuid[], :risk_class::smallint[], :risk_rule::text[], :risk_on::date[],
  :score::bigint[], :first_overdue_on?::date[])
  as q (subject_id, risk_class, risk_rule, risk_on, score, first_overdue_on)
where s.id = q.subject_id
