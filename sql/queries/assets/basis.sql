-- columnar
-- A legal basis.
select q.n, b.id, b.type, b.valid_to_on as "valid_to_on?"
from unnest(:basis_id::uuid[]) with ordinality as q (basis_id, n)
join tenant.legal_basis b on b.id = q.basis_id
