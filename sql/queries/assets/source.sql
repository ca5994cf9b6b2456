-- columnar
-- A data source and the asset classes it may send.
select q.n, d.id, d.state, d.asset_classes
from unnest(:source_id::uuid[]) with ordinality as q (source_id, n)
join tenant.data_source d on d.id = q.source_id
