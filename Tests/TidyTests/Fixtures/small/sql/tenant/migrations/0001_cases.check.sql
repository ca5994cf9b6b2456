select 'no trigger' where not exists (
  select from pg_trigger where tgrelid = 'tenant.collection_case'::regclass and not tgisinternal
);
