-- The tenant's calendar, people, agreements and money. New tables only: no lock outlives a moment.

-- One row. Postings lock it `for share`, the day's close `for no key update`.
create table tenant.business_day (
  one boolean not null default true,
  business_on date not null,
  next_on date,
  day_state smallint not null default 1,
  last_closed_on date,
  done_count bigint not null default 0,
  total_count bigint not null default 0,
  summary bytea,
  version integer not null default 1,
  constraint business_day_pk primary key (one),
  constraint business_day_one check (one),
  constraint business_day_state check (day_state in (1, 2)),
  constraint business_day_from check (business_on >= date '1900-01-01'),
  constraint business_day_next check (next_on is null or next_on > business_on)
);

-- Facts of the tenant which decisions need; written at provisioning.
create table tenant.tenant_fact (
  one boolean not null default true,
  tenant_id uuid not null,
  base_currency text not null,
  jurisdiction text not null,
  regime text not null,
  vkey text not null,
  origin text not null,
  constraint tenant_fact_pk primary key (one),
  constraint tenant_fact_one check (one),
  constraint tenant_fact_regime check (regime in ('bank_2023', 'credit_card'))
);

-- The tenant's keys, wrapped under the master key, which is never here.
create table tenant.tenant_key (
  kind smallint not null,
  epoch smallint not null,
  wrapped bytea not null,
  constraint tenant_key_pk primary key (kind, epoch),
  constraint tenant_key_kind check (kind between 1 and 3)
);

-- What the rules leave open; the newest version valid on a day holds.
create table tenant.policy (
  version integer not null,
  valid_from_on date not null,
  body bytea not null,
  created_at timestamptz not null,
  created_by uuid not null,
  constraint policy_pk primary key (version)
);

-- Counters that must not have gaps or must rise in the order of commits.
create table tenant.counter (
  name text not null,
  value bigint not null default 0,
  constraint counter_pk primary key (name)
);

insert into tenant.counter (name)
values ('alert_position'), ('case_no'), ('case_queue'), ('debtor_no'), ('import');

-- A completed command and its reply. Claimed before anything is decided.
create table tenant.command_key (
  principal_id uuid not null,
  method text not null,
  key text not null,
  request_hash bytea not null,
  reply bytea,
  claim uuid,
  created_at timestamptz not null,
  constraint command_key_pk primary key (principal_id, method, key),
  constraint command_key_claim check ((reply is null) = (claim is not null)),
  constraint command_key_length check (length(key) between 1 and 128)
);

create index command_key_created on tenant.command_key (created_at);

create table tenant.subject (
  id uuid not null,
  pseudonym uuid not null,
  display_token text not null,
  kind smallint not null,
  status smallint not null default 1,
  time_zone text not null,
  language text not null default 'zh',
  minor boolean not null default false,
  vulnerability integer not null default 0,
  night_consent boolean not null default false,
  generated boolean not null default false,
  risk_class smallint,
  risk_rule text,
  risk_on date,
  score bigint,
  first_overdue_on date,
  created_at timestamptz not null,
  created_by uuid not null,
  version integer not null default 1,
  constraint subject_pk primary key (id),
  constraint subject_pseudonym_unique unique (pseudonym),
  constraint subject_display_token_unique unique (display_token),
  constraint subject_kind check (kind between 1 and 4),
  constraint subject_status check (status between 1 and 6),
  constraint subject_risk_class check (risk_class between 1 and 3)
);

create index subject_risk on tenant.subject (risk_class, id);

-- The order of lists: numbers of display tokens grow beyond their usual width.
create index subject_order on tenant.subject (length(display_token), display_token);

-- The subject's key, wrapped under the tenant's key. Destroying the row's key is erasure.
create table tenant.pii_subject (
  subject_id uuid not null,
  wrapped_key bytea not null,
  name bytea,
  constraint pii_subject_pk primary key (subject_id),
  constraint pii_subject_subject foreign key (subject_id) references tenant.subject (id)
);

create table tenant.pii_identifier (
  id uuid not null,
  subject_id uuid not null,
  type smallint not null,
  ciphertext bytea not null,
  blind_index bytea,
  last4 text,
  verified smallint not null default 1,
  constraint pii_identifier_pk primary key (id),
  constraint pii_identifier_subject foreign key (subject_id) references tenant.subject (id),
  constraint pii_identifier_type check (type between 1 and 8),
  constraint pii_identifier_last4 check (length(last4) <= 4)
);

create unique index pii_identifier_reference_unique
  on tenant.pii_identifier (blind_index) where type = 5;

create index pii_identifier_index on tenant.pii_identifier (type, blind_index);

create index pii_identifier_of_subject on tenant.pii_identifier (subject_id, type);

-- `recorded_at`: when the point was stored or its status changed last.
create table tenant.pii_contact_point (
  id uuid not null,
  subject_id uuid not null,
  type smallint not null,
  ciphertext bytea not null,
  blind_index bytea,
  last4 text,
  owner smallint not null default 1,
  status smallint not null default 1,
  recorded_at timestamptz not null,
  constraint pii_contact_point_pk primary key (id),
  constraint pii_contact_point_subject foreign key (subject_id) references tenant.subject (id),
  constraint pii_contact_point_type check (type between 1 and 8),
  constraint pii_contact_point_owner check (owner between 1 and 3),
  constraint pii_contact_point_status check (status between 1 and 6),
  constraint pii_contact_point_last4 check (length(last4) <= 4)
);

create index pii_contact_point_of_subject on tenant.pii_contact_point (subject_id);

create index pii_contact_point_index on tenant.pii_contact_point (type, blind_index);

-- Tokens of debtors: a clear prefix of the token names the tenant.
create table tenant.subject_credential (
  id uuid not null,
  subject_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null,
  created_by uuid not null,
  constraint subject_credential_pk primary key (id),
  constraint subject_credential_hash_unique unique (token_hash),
  constraint subject_credential_subject foreign key (subject_id) references tenant.subject (id)
);

-- `entry_id` names the ledger entry which opened it.
create table tenant.agreement (
  id uuid not null,
  subject_id uuid not null,
  product smallint not null,
  principal_amount bigint not null,
  currency text not null,
  signed_on date not null,
  state smallint not null default 2,
  entry_id uuid not null,
  created_at timestamptz not null,
  created_by uuid not null,
  constraint agreement_pk primary key (id),
  constraint agreement_subject foreign key (subject_id) references tenant.subject (id),
  constraint agreement_product check (product between 1 and 7),
  constraint agreement_principal check (principal_amount >= 0),
  constraint agreement_currency check (currency ~ '^[A-Z]{3}$'),
  constraint agreement_signed_from check (signed_on >= date '1900-01-01'),
  constraint agreement_state check (state between 1 and 6)
);

create index agreement_of_subject on tenant.agreement (subject_id);

-- What an extract adds: by the entries which its checkpoint covers, and by day.
create index agreement_entry on tenant.agreement (entry_id);

create index agreement_signed on tenant.agreement (signed_on);

-- `balance` is of all value dates. The columns from `as_of_on` on are what the last end-of-day run
-- found as of that day, together; no posting changes them.
create table tenant.account (
  id uuid not null,
  agreement_id uuid not null,
  subject_id uuid not null,
  pseudonym uuid not null,
  version bigint not null default 0,
  currency text not null,
  balance bigint not null default 0,
  opening_overdue_on date,
  opening_overdue_amount bigint not null default 0,
  as_of_on date,
  balance_as_of bigint not null default 0,
  days_past_due integer not null default 0,
  bucket smallint not null default 0,
  first_past_due_on date,
  overdue bigint not null default 0,
  loan_class smallint not null default 1,
  constraint account_pk primary key (id),
  constraint account_agreement_unique unique (agreement_id),
  constraint account_pseudonym_unique unique (pseudonym),
  constraint account_agreement foreign key (agreement_id) references tenant.agreement (id),
  constraint account_subject foreign key (subject_id) references tenant.subject (id),
  constraint account_opening check (opening_overdue_amount >= 0),
  constraint account_days check (days_past_due >= 0),
  constraint account_class check (loan_class between 1 and 5)
);

create index account_of_subject on tenant.account (subject_id);

create index account_bucket on tenant.account (bucket, id);

create table tenant.instalment (
  account_id uuid not null,
  no integer not null,
  statement_on date not null,
  due_on date not null,
  bill_amount bigint not null,
  due_principal bigint not null,
  due_interest bigint not null default 0,
  due_fee bigint not null default 0,
  due_penalty bigint not null default 0,
  constraint instalment_pk primary key (account_id, no),
  constraint instalment_account foreign key (account_id) references tenant.account (id),
  constraint instalment_due check (due_principal >= 0 and due_interest >= 0 and due_fee >= 0 and due_penalty >= 0),
  constraint instalment_from check (statement_on >= date '1900-01-01'),
  constraint instalment_order check (due_on >= statement_on)
);

-- Append-only: a reversal is a new row.
create table tenant.account_transaction (
  id uuid not null,
  account_id uuid not null,
  type smallint not null,
  value_on date not null,
  amount bigint not null,
  external_ref text,
  reverses_id uuid,
  entry_id uuid not null,
  recorded_at timestamptz not null,
  constraint account_transaction_pk primary key (id),
  constraint account_transaction_account foreign key (account_id) references tenant.account (id),
  constraint account_transaction_type check (type between 1 and 26),
  constraint account_transaction_from check (value_on >= date '1900-01-01'),
  constraint account_transaction_ref check (length(external_ref) between 1 and 64)
);

create index account_transaction_of_account on tenant.account_transaction (account_id, value_on);

-- What an extract adds: by the entries which its checkpoint covers, and by day.
create index account_transaction_entry on tenant.account_transaction (entry_id);

create index account_transaction_value on tenant.account_transaction (value_on);

create unique index account_transaction_ref_unique
  on tenant.account_transaction (account_id, external_ref) where external_ref is not null;

-- When an account entered and left each bucket: one bucket a day, so one open period too.
create table tenant.bucket_period (
  account_id uuid not null,
  entered_on date not null,
  left_on date,
  bucket smallint not null,
  constraint bucket_period_pk primary key (account_id, entered_on),
  constraint bucket_period_account foreign key (account_id) references tenant.account (id),
  constraint bucket_period_range check (left_on is null or left_on > entered_on),
  constraint bucket_period_overlap exclude using gist
    (account_id with =, daterange(entered_on, left_on) with &&)
);

-- The class of an account over time: one a day, so one open too.
create table tenant.loan_class (
  account_id uuid not null,
  from_on date not null,
  to_on date,
  class smallint not null,
  regime text not null,
  cause smallint not null,
  recorded_at timestamptz not null,
  constraint loan_class_pk primary key (account_id, from_on),
  constraint loan_class_account foreign key (account_id) references tenant.account (id),
  constraint loan_class_class check (class between 1 and 5),
  constraint loan_class_cause check (cause between 1 and 5),
  constraint loan_class_range check (to_on is null or to_on > from_on),
  constraint loan_class_overlap exclude using gist
    (account_id with =, daterange(from_on, to_on) with &&)
);

create table tenant.score (
  subject_id uuid not null,
  as_of_on date not null,
  model text not null,
  value bigint not null,
  tier text not null,
  reason_codes text[] not null,
  inputs_hash bytea not null,
  recorded_at timestamptz not null,
  constraint score_pk primary key (subject_id, as_of_on, model),
  constraint score_subject foreign key (subject_id) references tenant.subject (id),
  constraint score_tier check (tier in ('A', 'B', 'C', 'D', 'E'))
);

-- A file on its way in, named by its SHA-256.
-- The name of a batch is a hash over the file and the mapping by which it was read.
create table tenant.import_batch (
  batch_sha256 bytea not null,
  mapping text not null,
  attribution text not null,
  currency text not null,
  durable_line bigint not null default 0,
  applied_count bigint not null default 0,
  rejected_count bigint not null default 0,
  entry_count bigint not null default 0,
  complete boolean not null default false,
  created_at timestamptz not null,
  created_by uuid not null,
  constraint import_batch_pk primary key (batch_sha256),
  constraint import_batch_sha256 check (length(batch_sha256) = 32)
);

create table tenant.import_rejection (
  batch_sha256 bytea not null,
  line bigint not null,
  field text not null,
  reason text not null,
  message text not null,
  constraint import_rejection_pk primary key (batch_sha256, line),
  constraint import_rejection_batch foreign key (batch_sha256) references tenant.import_batch (batch_sha256)
);

-- What the source says of months late: compared with, never used.
create table tenant.import_evidence (
  account_id uuid not null,
  period_end_on date not null,
  months_late smallint not null,
  constraint import_evidence_pk primary key (account_id, period_end_on),
  constraint import_evidence_account foreign key (account_id) references tenant.account (id)
);

-- Durable jobs: exactly one row for each slot of a kind.
create table tenant.job (
  id uuid not null,
  kind text not null,
  slot text not null,
  state smallint not null default 1,
  run_at timestamptz not null,
  lease_until timestamptz,
  lease_owner uuid,
  attempt_count integer not null default 0,
  last_error text,
  payload bytea not null,
  progress bytea,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint job_pk primary key (id),
  constraint job_slot_unique unique (kind, slot),
  constraint job_state check (state between 1 and 4)
);

create index job_due on tenant.job (run_at) where state in (1, 2);

create function tenant.refuse_change() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'append-only table' using errcode = 'TL001', detail = tg_argv[0];
end
$$;

create trigger account_transaction_append_only before update or delete on tenant.account_transaction
  for each row execute function tenant.refuse_change('account_transaction');

create trigger account_transaction_no_truncate before truncate on tenant.account_transaction
  for each statement execute function tenant.refuse_change('account_transaction');

alter table tenant.account_transaction enable always trigger account_transaction_append_only;

alter table tenant.account_transaction enable always trigger account_transaction_no_truncate;

grant select, insert, update on tenant.business_day to tenant_role;

grant select on tenant.tenant_fact to tenant_role;

grant select on tenant.tenant_key to tenant_role;

grant select, insert on tenant.policy to tenant_role;

grant select, update on tenant.counter to tenant_role;

grant select, insert, update, delete on tenant.command_key to tenant_role;

grant select, insert, update on tenant.subject to tenant_role;

grant select, insert, update on tenant.pii_subject to tenant_role;

grant select, insert, update on tenant.pii_identifier to tenant_role;

grant select, insert, update on tenant.pii_contact_point to tenant_role;

grant select, insert, update on tenant.subject_credential to tenant_role;

grant select, insert, update on tenant.agreement to tenant_role;

grant select, insert, update on tenant.account to tenant_role;

grant select, insert on tenant.instalment to tenant_role;

grant select, insert on tenant.account_transaction to tenant_role;

grant select, insert, update on tenant.bucket_period to tenant_role;

grant select, insert, update on tenant.loan_class to tenant_role;

grant select, insert on tenant.score to tenant_role;

grant select, insert, update on tenant.import_batch to tenant_role;

grant select, insert on tenant.import_rejection to tenant_role;

grant select, insert on tenant.import_evidence to tenant_role;

grant select, insert, update on tenant.job to tenant_role;
