-- Registers the token of a debtor by its hash.
insert into tenant.subject_credential (id, subject_id, token_hash, expires_at, created_at,
  created_by)
values (:id, :subject_id, :token_hash, :expires_at, :created_at, :created_by)
