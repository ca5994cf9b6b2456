-- The extracts of the tenant before a period end and id, the newest first.
select x.id, x.datasets, x.period_end_on, x.state, x.first_index as "first_index?",
  x.end_index as "end_index?", x.byte_count as "byte_count?", x.sha256 as "sha256?"
from tenant.extract as x
where (x.period_end_on, x.id) < (:before_on::date, :before_id::uuid)
order by x.period_end_on desc, x.id desc
limit :size::bigint
