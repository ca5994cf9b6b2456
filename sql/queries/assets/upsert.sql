-- columnar
-- Stores an asset as its newest observation shows it. `observation_count` is what is added.
insert into tenant.asset (id, subject_id, class, registry_token, share_ppm, value_amount, currency,
  state, first_seen_on, last_seen_on, observation_count)
select q.id, q.subject_id, q.class, q.registry_token, q.share_ppm, q.value_amount, q.currency,
  q.state, q.first_seen_on, q.last_seen_on, q.observation_count
from unnest(:id::uuid[], :subject_id::uuid[], :class::smallint[], :registry_token::bytea[],
  :share_ppm::bigint[], :value_amount?::bigint[], :currency?::text[], :state::smallint[],
  :first_seen_on::date[], :last_seen_on::date[], :observation_count::integer[])
  as q (id, subject_id, class, registry_token, share_ppm, value_amount, currency, state,
  first_seen_on, last_seen_on, observation_count)
on conflict on constraint asset_registry_unique do update
set share_ppm = excluded.share_ppm, value_amount = excluded.value_amount,
  currency = excluded.currency, state = excluded.state,
  first_seen_on = least(asset.first_seen_on, excluded.first_seen_on),
  last_seen_on = excluded.last_seen_on,
  observation_count = asset.observation_count + excluded.observation_count,
  version = asset.version + 1
