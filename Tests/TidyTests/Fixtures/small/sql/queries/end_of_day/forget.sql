-- Removes every case, which a trigger refuses.
delete from tenant.collection_case;
