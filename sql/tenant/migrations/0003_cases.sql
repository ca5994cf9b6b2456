-- Assets, alerts, cases, conduct, repair, extracts. New tables only.

create table tenant.legal_basis (
  id uuid not null,
  type smallint not null,
  document_sha256 bytea,
  valid_to_on date,
  created_at timestamptz not null,
  created_by uuid not null,
  constraint legal_basis_pk primary key (id),
  constraint legal_basis_type check (type between 1 and 5)
);

create table tenant.data_source (
  id uuid not null,
  kind smallint not null,
  label text not null,
  legal_basis_id uuid not null,
  asset_classes smallint[] not null,
  reliability_ppm bigint not null,
  state smallint not null default 2,
  generated boolean not null default false,
  created_at timestamptz not null,
  created_by uuid not null,
  constraint data_source_pk primary key (id),
  constraint data_source_basis foreign key (legal_basis_id) references tenant.legal_basis (id),
  constraint data_source_kind check (kind between 1 and 8),
  constraint data_source_state check (state between 1 and 5),
  constraint data_source_reliability check (reliability_ppm between 0 and 1000000)
);

create table tenant.consent (
  id uuid not null,
  subject_id uuid not null,
  purpose smallint not null,
  separate boolean not null,
  notice_version text not null,
  given_at timestamptz not null,
  expires_at timestamptz,
  withdrawn_at timestamptz,
  state smallint not null default 1,
  generated boolean not null default false,
  constraint consent_pk primary key (id),
  constraint consent_subject foreign key (subject_id) references tenant.subject (id),
  constraint consent_purpose check (purpose between 1 and 9),
  constraint consent_state check (state between 1 and 4)
);

create index consent_of_subject on tenant.consent (subject_id, purpose);

create table tenant.asset (
  id uuid not null,
  subject_id uuid not null,
  class smallint not null,
  registry_token bytea not null,
  share_ppm bigint not null,
  value_amount bigint,
  currency text,
  state smallint not null default 1,
  first_seen_on date not null,
  last_seen_on date not null,
  observation_count integer not null default 0,
  version integer not null default 1,
  constraint asset_pk primary key (id),
  constraint asset_registry_unique unique (subject_id, class, registry_token),
  constraint asset_subject foreign key (subject_id) references tenant.subject (id),
  constraint asset_class check (class between 1 and 12),
  constraint asset_state check (state between 1 and 5),
  constraint asset_share check (share_ppm between 0 and 1000000)
);

-- Append-only, bi-temporal: a correction supersedes.
create table tenant.asset_observation (
  id uuid not null,
  asset_id uuid not null,
  subject_id uuid not null,
  source_id uuid not null,
  legal_basis_id uuid not null,
  consent_id uuid,
  kind smallint not null,
  observed_on date not null,
  old_amount bigint,
  new_amount bigint,
  old_share_ppm bigint,
  new_share_ppm bigint,
  currency text,
  confidence_ppm bigint not null,
  supersedes_id uuid,
  generated boolean not null default false,
  recorded_at timestamptz not null,
  constraint asset_observation_pk primary key (id),
  constraint asset_observation_asset foreign key (asset_id) references tenant.asset (id),
  constraint asset_observation_source foreign key (source_id) references tenant.data_source (id),
  constraint asset_observation_basis foreign key (legal_basis_id) references tenant.legal_basis (id),
  constraint asset_observation_consent foreign key (consent_id) references tenant.consent (id),
  constraint asset_observation_kind check (kind between 1 and 8),
  constraint asset_observation_from check (observed_on >= date '1900-01-01'),
  constraint asset_observation_shares
    check (kind = 3 or (old_share_ppm is null and new_share_ppm is null)),
  constraint asset_observation_confidence check (confidence_ppm between 0 and 1000000)
);

create index asset_observation_of_subject on tenant.asset_observation (subject_id, observed_on);

-- `position` rises in the order of commits: it is drawn from a counter row held to the commit.
create table tenant.alert (
  id uuid not null,
  position bigint not null,
  subject_id uuid not null,
  account_id uuid,
  asset_id uuid,
  rule text not null,
  rule_version integer not null,
  severity smallint not null,
  state smallint not null default 1,
  business_on date not null,
  fired_at timestamptz not null,
  evidence_ids uuid[] not null,
  assignee_id uuid,
  outcome smallint,
  note bytea,
  version integer not null default 1,
  constraint alert_pk primary key (id),
  constraint alert_position_unique unique (position),
  constraint alert_subject foreign key (subject_id) references tenant.subject (id),
  constraint alert_severity check (severity between 1 and 4),
  constraint alert_state check (state between 1 and 8)
);

create index alert_of_subject on tenant.alert (subject_id, rule, fired_at);

create table tenant.collection_case (
  id uuid not null,
  no text not null,
  subject_id uuid not null,
  portfolio smallint not null,
  npl_type smallint not null default 1,
  customer_type smallint not null default 1,
  guarantee_status smallint not null default 1,
  level smallint not null,
  level_rule text not null,
  priority integer not null,
  priority_trace text not null,
  state smallint not null,
  flags integer not null default 0,
  owner_id uuid,
  currency text not null,
  claim_at_open bigint not null,
  overdue bigint not null,
  days_past_due integer not null,
  policy_version integer not null,
  opened_on date not null,
  classified_on date,
  assigned_at timestamptz,
  closed_on date,
  close_reason smallint,
  -- Of a closed case: the last run before, which overdue and days_past_due are of.
  figures_on date,
  version integer not null default 1,
  constraint collection_case_pk primary key (id),
  constraint collection_case_no_unique unique (no),
  constraint collection_case_subject foreign key (subject_id) references tenant.subject (id),
  constraint collection_case_level check (level between 1 and 3),
  constraint collection_case_priority check (priority between 0 and 1000),
  constraint collection_case_state check (state between 1 and 14),
  constraint collection_case_close check (close_reason between 1 and 10)
);

create unique index collection_case_open_unique
  on tenant.collection_case (subject_id, portfolio) where state <= 12;

create index collection_case_of_subject on tenant.collection_case (subject_id, opened_on);

-- The order of the queue, of all open cases and of those in one state. Expressions, since the number
-- rises where the rest falls, and a page begins behind a row of the four.
create index collection_case_order
  on tenant.collection_case ((-priority), (-overdue), (-days_past_due), no) where state <= 12;

create index collection_case_state_order
  on tenant.collection_case (state, (-priority), (-overdue), (-days_past_due), no);

create index collection_case_owner on tenant.collection_case (owner_id) where state <= 12;

create table tenant.case_account (
  case_id uuid not null,
  account_id uuid not null,
  constraint case_account_pk primary key (case_id, account_id),
  constraint case_account_case foreign key (case_id) references tenant.collection_case (id),
  constraint case_account_account foreign key (account_id) references tenant.account (id)
);

-- Append-only: each judgement of a contact, allowed or denied.
create table tenant.contact_check (
  id uuid not null,
  case_id uuid not null,
  subject_id uuid not null,
  channel smallint not null,
  contact_point_id uuid,
  evaluated_at timestamptz not null,
  civil_at timestamptz not null,
  debtor_on date not null,
  profile text not null,
  profile_version integer not null,
  policy_version integer not null,
  verdict smallint not null,
  reasons smallint[] not null,
  principal_id uuid not null,
  constraint contact_check_pk primary key (id),
  constraint contact_check_case foreign key (case_id) references tenant.collection_case (id),
  constraint contact_check_verdict check (verdict in (1, 2)),
  constraint contact_check_reasons check ((verdict = 1) = (cardinality(reasons) = 0))
);

-- Append-only. `started_at` is civil time, by which conduct is judged.
create table tenant.case_action (
  id uuid not null,
  case_id uuid not null,
  subject_id uuid not null,
  channel smallint not null,
  direction smallint not null,
  contact_point_id uuid,
  party_reached smallint not null,
  result smallint not null,
  outcome smallint,
  connected boolean not null,
  debtor_on date not null,
  started_at timestamptz not null,
  recorded_at timestamptz not null,
  summary bytea,
  contact_check_id uuid,
  principal_id uuid not null,
  constraint case_action_pk primary key (id),
  constraint case_action_case foreign key (case_id) references tenant.collection_case (id),
  constraint case_action_check foreign key (contact_check_id) references tenant.contact_check (id),
  constraint case_action_checked check (direction = 2 or contact_check_id is not null),
  constraint case_action_channel check (channel between 1 and 10),
  constraint case_action_party check (party_reached between 1 and 4),
  constraint case_action_result check (result between 1 and 10),
  constraint case_action_outcome check (outcome between 1 and 7)
);

create index case_action_of_case on tenant.case_action (case_id, started_at);

create index case_action_of_debtor_day on tenant.case_action (subject_id, debtor_on);

create table tenant.promise (
  id uuid not null,
  case_id uuid not null,
  subject_id uuid not null,
  amount bigint not null,
  currency text not null,
  due_on date not null,
  tolerance_ppm bigint not null,
  tolerance_days integer not null,
  made_by_action_id uuid not null,
  made_on date not null,
  recorded_at timestamptz not null,
  state smallint not null default 1,
  paid_amount bigint not null default 0,
  version integer not null default 1,
  constraint promise_pk primary key (id),
  constraint promise_case foreign key (case_id) references tenant.collection_case (id),
  constraint promise_action foreign key (made_by_action_id) references tenant.case_action (id),
  constraint promise_amount check (amount > 0),
  constraint promise_state check (state between 1 and 7)
);

create unique index promise_open_unique on tenant.promise (case_id) where state in (1, 3);

create index promise_of_case on tenant.promise (case_id, made_on);

create index promise_of_subject on tenant.promise (subject_id, state);

create table tenant.repair_case (
  id uuid not null,
  subject_id uuid not null,
  subject_kind smallint not null default 1,
  state smallint not null default 1,
  severity smallint,
  cause bytea,
  officer_id uuid,
  assessor_id uuid,
  approver_id uuid,
  commitment_sha256 bytea,
  plan_sha256 bytea,
  score_before bigint,
  tier_before text,
  score_after bigint,
  tier_after text,
  months_at_dpd_0 integer,
  standards_version integer not null,
  opened_on date not null,
  closed_on date,
  version integer not null default 1,
  constraint repair_case_pk primary key (id),
  constraint repair_case_subject foreign key (subject_id) references tenant.subject (id),
  constraint repair_case_state check (state between 1 and 18),
  constraint repair_case_severity check (severity between 1 and 3),
  constraint repair_case_officer check (assessor_id is null or assessor_id <> officer_id)
);

create unique index repair_case_open_unique on tenant.repair_case (subject_id) where state <= 11;

create index repair_case_of_subject on tenant.repair_case (subject_id, opened_on);

create index repair_case_order on tenant.repair_case (opened_on, id);

create table tenant.repair_stage_record (
  repair_id uuid not null,
  no integer not null,
  stage smallint not null,
  state smallint not null,
  event text not null,
  entered_at timestamptz not null,
  business_on date not null,
  principal_id uuid not null,
  note bytea,
  constraint repair_stage_record_pk primary key (repair_id, no),
  constraint repair_stage_record_repair foreign key (repair_id) references tenant.repair_case (id),
  constraint repair_stage_record_stage check (stage between 0 and 6)
);

-- One extract for each regulator's grant and period end.
create table tenant.extract (
  id uuid not null,
  regulator_id uuid not null,
  grant_id uuid not null,
  datasets smallint[] not null,
  period_end_on date not null,
  state smallint not null default 1,
  first_index bigint,
  end_index bigint,
  file_name text,
  byte_count bigint,
  sha256 bytea,
  manifest_sha256 bytea,
  checkpoint text,
  previous_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null default 1,
  constraint extract_pk primary key (id),
  constraint extract_period_unique unique (grant_id, period_end_on),
  constraint extract_previous foreign key (previous_id) references tenant.extract (id),
  constraint extract_state check (state between 1 and 9)
);

create trigger asset_observation_append_only before update or delete on tenant.asset_observation
  for each row execute function tenant.refuse_change('asset_observation');

create trigger asset_observation_no_truncate before truncate on tenant.asset_observation
  for each statement execute function tenant.refuse_change('asset_observation');

create trigger contact_check_append_only before update or delete on tenant.contact_check
  for each row execute function tenant.refuse_change('contact_check');

create trigger contact_check_no_truncate before truncate on tenant.contact_check
  for each statement execute function tenant.refuse_change('contact_check');

create trigger case_action_append_only before update or delete on tenant.case_action
  for each row execute function tenant.refuse_change('case_action');

create trigger case_action_no_truncate before truncate on tenant.case_action
  for each statement execute function tenant.refuse_change('case_action');

alter table tenant.asset_observation enable always trigger asset_observation_append_only;

alter table tenant.asset_observation enable always trigger asset_observation_no_truncate;

alter table tenant.contact_check enable always trigger contact_check_append_only;

alter table tenant.contact_check enable always trigger contact_check_no_truncate;

alter table tenant.case_action enable always trigger case_action_append_only;

alter table tenant.case_action enable always trigger case_action_no_truncate;

grant select, insert on tenant.legal_basis to tenant_role;

grant select, insert, update on tenant.data_source to tenant_role;

grant select, insert, update on tenant.consent to tenant_role;

grant select, insert, update on tenant.asset to tenant_role;

grant select, insert on tenant.asset_observation to tenant_role;

grant select, insert, update on tenant.alert to tenant_role;

grant select, insert, update on tenant.collection_case to tenant_role;

grant select, insert on tenant.case_account to tenant_role;

grant select, insert on tenant.contact_check to tenant_role;

grant select, insert on tenant.case_action to tenant_role;

grant select, insert, update on tenant.promise to tenant_role;

grant select, insert, update on tenant.repair_case to tenant_role;

grant select, insert on tenant.repair_stage_record to tenant_role;

grant select, insert, update on tenant.extract to tenant_role;

-- From here on only a superuser can alter or drop the tables which are only added to, or replace the
-- function that keeps them so.
select provisioning.seal_ledger('tenant_schema',
  array['account_transaction', 'asset_observation', 'contact_check', 'case_action'],
  array['refuse_change']);
