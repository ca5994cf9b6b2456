-- Sends hints to whoever listens, in other processes too.
select pg_catalog.pg_notify(:channel, p.payload)::text as sent
from unnest(:payloads::text[]) as p (payload)
