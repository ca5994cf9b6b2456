/// Some thousand rows in each table of a tenant that grows, and few in the others, as statements of a
/// superuser who turns foreign keys off. `tenant.` stands for the schema.
enum PlanRows {
  static let statements: [String] =
    [
      "set session_replication_role = replica",
      """
      create function tenant.made(kind integer, number bigint) returns uuid language sql immutable
        as $$ select (lpad(to_hex(kind), 8, '0') || lpad(to_hex(number), 24, '0'))::uuid $$
      """,
    ] + people + accounts + work + ledger + access + [
      "set session_replication_role = origin", "analyze",
    ]

  private static let people = [
    """
    insert into tenant.subject
      (id, pseudonym, display_token, kind, time_zone, created_at, created_by)
    select tenant.made(1, n), tenant.made(2, n), 'D-' || lpad(n::text, 6, '0'), 1, 'UTC',
      now(), tenant.made(9, 1)
    from generate_series(1, 4000) n
    """,
    """
    insert into tenant.pii_subject (subject_id, wrapped_key) select s.id, '\\x00'
      from tenant.subject s
    """,
    """
    insert into tenant.pii_identifier (id, subject_id, type, ciphertext, blind_index)
    select tenant.made(3, 8 * n + t), tenant.made(1, n), t, '\\x00',
      sha256((8 * n + t)::text::bytea)
    from generate_series(1, 4000) n, unnest(array[1, 5]) t
    """,
    """
    insert into tenant.pii_contact_point (id, subject_id, type, ciphertext, recorded_at)
    select tenant.made(4, n), tenant.made(1, 1 + n % 4000), 1, '\\x00', now()
      from generate_series(1, 6000) n
    """,
    """
    insert into tenant.subject_credential (id, subject_id, token_hash, expires_at,
      created_at, created_by)
    select s.id, s.id, sha256(s.display_token::bytea), now(), now(), s.id
      from tenant.subject s
    """,
    """
    insert into tenant.score (subject_id, as_of_on, model, value, tier, reason_codes,
      inputs_hash, recorded_at)
    select tenant.made(1, n), date '2025-01-01' + m, 'm', n, 'A', '{}', '\\x00', now()
    from generate_series(1, 4000) n, generate_series(1, 4) m
    """,
    """
    insert into tenant.consent (id, subject_id, purpose, separate, notice_version, given_at)
    select tenant.made(12, n), tenant.made(1, n), 1, false, 'v', now()
      from generate_series(1, 4000) n
    """,
  ]

  private static let accounts = [
    """
    insert into tenant.agreement (id, subject_id, product, principal_amount, currency,
      signed_on, entry_id, created_at, created_by)
    select tenant.made(5, n), tenant.made(1, 1 + n % 4000), 1, 1, 'CNY',
      date '2020-01-01' + n % 2000, tenant.made(7, n), now(), tenant.made(9, 1)
    from generate_series(1, 5000) n
    """,
    """
    insert into tenant.account (id, agreement_id, subject_id, pseudonym, currency, bucket)
    select tenant.made(6, n), tenant.made(5, n), tenant.made(1, 1 + n % 4000),
      tenant.made(6, n), 'CNY', n % 7
    from generate_series(1, 5000) n
    """,
    """
    insert into tenant.instalment (account_id, no, statement_on, due_on, bill_amount,
      due_principal)
    select tenant.made(6, n), m, date '2025-01-01' + m, date '2025-01-10' + m, 1, 1
    from generate_series(1, 5000) n, generate_series(1, 4) m
    """,
    """
    insert into tenant.account_transaction (id, account_id, type, value_on, amount,
      external_ref, entry_id, recorded_at)
    select tenant.made(8, n), tenant.made(6, 1 + n % 5000), 1 + n % 3,
      date '2020-01-01' + n % 2000, 1, 'r' || n, tenant.made(7, n), now()
    from generate_series(1, 30000) n
    """,
    """
    insert into tenant.bucket_period (account_id, entered_on, left_on, bucket)
    select tenant.made(6, n), date '2025-01-01' + 10 * m, case when m < 3
      then date '2025-01-11' + 10 * m end, m
    from generate_series(1, 5000) n, generate_series(1, 3) m
    """,
    """
    insert into tenant.loan_class (account_id, from_on, to_on, class, regime, cause,
      recorded_at)
    select tenant.made(6, n), date '2025-01-01' + 10 * m, case when m < 3
      then date '2025-01-11' + 10 * m end, m, 'bank_2023', 1, now()
    from generate_series(1, 5000) n, generate_series(1, 3) m
    """,
    """
    insert into tenant.import_batch (batch_sha256, mapping, attribution, currency,
      created_at, created_by)
    select sha256(n::text::bytea), 'm', 'a', 'CNY', now(), tenant.made(9, 1)
      from generate_series(1, 300) n
    """,
    """
    insert into tenant.import_rejection (batch_sha256, line, field, reason, message)
    select sha256(n::text::bytea), m, 'f', 'r', 'm' from generate_series(1, 300) n,
      generate_series(1, 30) m
    """,
    """
    insert into tenant.import_evidence (account_id, period_end_on, months_late)
    select tenant.made(6, n), date '2025-01-01' + 30 * m, 1 from generate_series(1,
      5000) n, generate_series(1, 3) m
    """,
  ]

  private static let work = [
    """
    insert into tenant.job (id, kind, slot, state, run_at, payload, created_at, finished_at)
    select tenant.made(9, n), 'end_of_day', n::text, 3, now(), '\\x00', now(), now()
      from generate_series(1, 2000) n
    """,
    """
    insert into tenant.command_key (principal_id, method, key, request_hash, reply,
      created_at)
    select tenant.made(9, 1), 'm', n::text, '\\x00', '\\x00',
      now() - n * interval '1 hour' from generate_series(1, 9000) n
    """,
    """
    insert into tenant.legal_basis (id, type, created_at, created_by)
    select tenant.made(10, n), 1, now(), tenant.made(9, 1) from generate_series(1, 20) n
    """,
    """
    insert into tenant.data_source (id, kind, label, legal_basis_id, asset_classes,
      reliability_ppm, created_at, created_by)
    select tenant.made(11, n), 1, 'l', tenant.made(10, n), '{1}', 1, now(), tenant.made(9,
      1) from generate_series(1, 20) n
    """,
    """
    insert into tenant.asset (id, subject_id, class, registry_token, share_ppm,
      first_seen_on, last_seen_on)
    select tenant.made(13, n), tenant.made(1, 1 + n % 4000), 1, sha256(n::text::bytea), 1,
      '2025-01-01', '2025-01-01'
    from generate_series(1, 6000) n
    """,
    """
    insert into tenant.asset_observation (id, asset_id, subject_id, source_id,
      legal_basis_id, kind, observed_on, confidence_ppm, recorded_at)
    select tenant.made(14, n), tenant.made(13, 1 + n % 6000), tenant.made(1, 1 + n % 4000),
      tenant.made(11, 1 + n % 20), tenant.made(10, 1 + n % 20),
      1, date '2025-01-01' + n % 300, 1, now()
    from generate_series(1, 9000) n
    """,
    """
    insert into tenant.alert (id, position, subject_id, rule, rule_version, severity,
      business_on, fired_at, evidence_ids)
    select tenant.made(15, n), n, tenant.made(1, 1 + n % 4000), 'R', 1, 1, '2025-01-01',
      now(), '{}' from generate_series(1, 9000) n
    """,
    """
    insert into tenant.collection_case (id, no, subject_id, portfolio, level, level_rule,
      priority, priority_trace, state, owner_id, currency,
      claim_at_open, overdue, days_past_due, policy_version, opened_on)
    select tenant.made(16, n), 'C-' || lpad(n::text, 6, '0'), tenant.made(1, 1 + n % 4000),
      1 + n % 3, 1 + n % 3, 'r', n % 1000, 't',
      case when n <= 4000 then 1 + n % 12 else 14 end, case when n % 5 > 0
      then tenant.made(9, n % 50) end, 'CNY', 1, n, n % 400, 1, date '2020-01-01' + n % 2000
    from generate_series(1, 9000) n
    """,
    """
    insert into tenant.case_account (case_id, account_id) select tenant.made(16, n),
      tenant.made(6, 1 + n % 5000) from generate_series(1, 9000) n
    """,
    """
    insert into tenant.contact_check (id, case_id, subject_id, channel, evaluated_at,
      civil_at, debtor_on, profile, profile_version, policy_version,
      verdict, reasons, principal_id)
    select tenant.made(17, n), tenant.made(16, 1 + n % 9000), tenant.made(1, 1 + n % 4000),
      1, now(), now(), '2025-01-01', 'p', 1, 1, 1, '{}', tenant.made(9, 1)
    from generate_series(1, 9000) n
    """,
    """
    insert into tenant.case_action (id, case_id, subject_id, channel, direction,
      party_reached, result, connected, debtor_on, started_at, recorded_at,
      contact_check_id, principal_id)
    select tenant.made(18, n), tenant.made(16, 1 + n % 9000), tenant.made(1, 1 + n % 4000),
      1, 1, 1, 1, true, date '2025-01-01' + n % 300, now(), now(),
      tenant.made(17, 1 + n % 9000), tenant.made(9, 1)
    from generate_series(1, 9000) n
    """,
    """
    insert into tenant.promise (id, case_id, subject_id, amount, currency, due_on,
      tolerance_ppm, tolerance_days, made_by_action_id, made_on, recorded_at, state)
    select tenant.made(19, n), tenant.made(16, n), tenant.made(1, 1 + n % 4000), 1, 'CNY',
      '2025-01-01', 1, 1, tenant.made(18, n), '2025-01-01', now(), 1 + n % 7
    from generate_series(1, 9000) n
    """,
    """
    insert into tenant.repair_case (id, subject_id, state, standards_version, opened_on)
    select tenant.made(20, n), tenant.made(1, 1 + n % 4000), case when n <= 4000
      then 1 else 18 end, 1, date '2020-01-01' + n % 2000 from generate_series(1, 9000) n
    """,
    """
    insert into tenant.repair_stage_record (repair_id, no, stage, state, event, entered_at,
      business_on, principal_id)
    select tenant.made(20, n), m, m, m, 'e', now(), '2025-01-01', tenant.made(9, 1)
      from generate_series(1, 9000) n, generate_series(1, 2) m
    """,
    """
    insert into tenant.extract (id, regulator_id, grant_id, datasets, period_end_on,
      created_at, updated_at)
    select tenant.made(21, n), tenant.made(22, 1), tenant.made(22, n % 5), '{1}',
      date '2000-01-31' + n, now(), now() from generate_series(1, 600) n
    """,
  ]

  private static let ledger = [
    """
    insert into tenant.ledger_entry (entry_id, kind, subject_id, account_id, effective_on,
      recorded_at, leaf, leaf_hash)
    select tenant.made(7, n), 2, tenant.made(2, 1 + n % 4000), tenant.made(6,
      1 + n % 5000), '2025-01-01', now(), n::text::bytea,
      sha256('\\x00'::bytea || n::text::bytea)
    from generate_series(1, 30000) n
    """,
    """
    insert into tenant.ledger_block (number, first_index, entry_count, root, header,
      header_hash, sealed_at)
    select n, (n - 1) * 30, 30, sha256(n::text::bytea), n::text::bytea,
      sha256(convert_to('tallystick/block/v1', 'UTF8') || '\\x00'::bytea || n::text::bytea),
      now()
    from generate_series(1, 1000) n
    """,
    """
    insert into tenant.ledger_chunk (first_index, block_number, entry_ids, seqs, first_seq,
      last_seq)
    select (n - 1) * 30, n, array(select tenant.made(7, (n - 1) * 30 + m)
      from generate_series(1, 30) m order by m),
      array(select (n - 1) * 30 + m from generate_series(1, 30) m order by m),
      (n - 1) * 30 + 1, n * 30
    from generate_series(1, 1000) n
    """,
    """
    insert into tenant.ledger_tile (level, tile_index, hashes)
    select 0, n, decode(repeat('00', 8192), 'hex') from generate_series(0, 116) n
    """,
    """
    insert into tenant.ledger_checkpoint (origin, size, block_number, note, block_note,
      signed_at)
    select 'o', 30 * n, n, '\\x00', '\\x00', now() from generate_series(1, 1000) n
    """,
    """
    update tenant.ledger_head set size = 30000, block_number = block_number + 1,
      snapshot = pg_current_snapshot(),
      system_identifier = (select c.system_identifier from pg_control_system() c)
    """,
  ]

  private static let access = [
    """
    insert into tenant.access_entry
      (entry_id, kind, subject_id, effective_on, recorded_at, leaf, leaf_hash)
    select e.entry_id, 101, e.subject_id, e.effective_on, e.recorded_at, e.leaf, e.leaf_hash
    from tenant.ledger_entry e
    order by e.seq
    """,
    "insert into tenant.access_block select * from tenant.ledger_block",
    "insert into tenant.access_chunk select * from tenant.ledger_chunk",
    "insert into tenant.access_tile select * from tenant.ledger_tile",
    "insert into tenant.access_checkpoint select * from tenant.ledger_checkpoint",
    """
    update tenant.access_head
    set size = 30000, block_number = block_number + 1, snapshot = pg_current_snapshot(),
      system_identifier = (select c.system_identifier from pg_control_system() c)
    """,
  ]
}
