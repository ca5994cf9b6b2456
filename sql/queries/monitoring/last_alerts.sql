-- When each rule fired last, for each of some debtors and its accounts.
select l.subject_id, l.account_id as "account_id?", l.rule, max(l.business_on) as fired_on
from tenant.alert l
where l.subject_id = any(:subject_ids::uuid[]) and l.asset_id is null
group by l.subject_id, l.account_id, l.rule
