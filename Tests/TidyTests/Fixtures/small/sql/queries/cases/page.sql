-- One page of the cases which have one of the tags, after the one given. The text ':not' and the
-- cast below are no parameters.
select c.id, c.debtor_id, c.balance, c.currency, c.opened_on, c.tags, c.digest as "digest?",
  c.is_held, ':not'::text as remark, count(*) over ()::int4 as total_count
from tenant.collection_case c
where c.tags && :tags and (:after?::uuid is null or c.id > :after?) and c.level = any (:levels?)
  and c.balance >= :least -- at least :this
order by c.id
limit :limit;
