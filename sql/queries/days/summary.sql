-- What a run found and did. A first period of an account is no change of bucket.
select
  (select count(*) from tenant.account a) as account_count,
  (select count(*) from tenant.account a where a.days_past_due > 0) as delinquent_count,
  (select count(*) from tenant.bucket_period b
    where b.entered_on <= :closed_on
      and b.entered_on > coalesce((select d.last_closed_on from tenant.business_day d), '-infinity')
      and exists (select from tenant.bucket_period p
        where p.account_id = b.account_id and p.left_on = b.entered_on)) as bucket_change_count,
  (select count(*) from tenant.alert l where l.business_on = :closed_on) as alert_count,
  (select count(*) from tenant.collection_case c where c.opened_on = :closed_on)
    as case_opened_count,
  (select count(*) from tenant.collection_case c where c.closed_on = :closed_on)
    as case_closed_count,
  (select count(*) from tenant.subject s where s.risk_class = 3) as high_count,
  (select count(*) from tenant.subject s where s.risk_class = 2) as medium_count,
  (select count(*) from tenant.subject s where s.risk_class = 1) as low_count
