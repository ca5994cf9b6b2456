-- The numerators and denominators of the portfolio ratios. A balance in the debtor's favour is no
-- claim and counts as 0.
select
  coalesce((select d.last_closed_on from tenant.business_day d)::text, '') as as_of_on,
  count(*) as account_count,
  coalesce(sum(greatest(a.balance_as_of, 0)), 0)::bigint as balance,
  coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.days_past_due > 0), 0)::bigint
    as overdue_balance,
  coalesce(sum(a.overdue), 0)::bigint as overdue,
  coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.days_past_due > 30), 0)::bigint
    as beyond_30,
  coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.days_past_due > 90), 0)::bigint
    as beyond_90,
  coalesce(sum(greatest(a.balance_as_of, 0)) filter (where a.loan_class >= 3), 0)::bigint
    as non_performing
from tenant.account a
