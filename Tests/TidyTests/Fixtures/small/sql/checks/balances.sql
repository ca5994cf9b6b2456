select id from tenant.collection_case where balance < 0;
