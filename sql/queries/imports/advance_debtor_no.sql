-- columnar
-- Draws as many debtor numbers as there are new debtors.
update tenant.counter
set value = value + cardinality(:id::uuid[])
where name = 'debtor_no'
