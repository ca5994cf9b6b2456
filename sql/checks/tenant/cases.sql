-- Cases, promises and acts hold together.
select format('case %s has no account', c.no) as finding
from tenant.collection_case c
where not exists (select from tenant.case_account a where a.case_id = c.id)
order by c.no;

select format('case %s is closed and holds an open promise', c.no) as finding
from tenant.collection_case c
join tenant.promise p on p.case_id = c.id and p.state in (1, 3)
where c.state > 12
order by c.no;

-- Civil time may be moved; recorded time is the wall clock's and follows the identifiers.
select format('act %s was recorded before its check was judged', a.id) as finding
from tenant.case_action a
join tenant.contact_check k on k.id = a.contact_check_id
where a.recorded_at < k.evaluated_at
order by a.id;
