import Bytes
import Ledger
import Postgres
import Queries
import Reactor
import SQL
import Sealer
import TestKit
import Testing
import World

/// One log of a tenant in a real database, with sessions of its own role and of the sealer's.
struct LedgerDatabase {
  let database: TestDatabase
  let tenant: TenantName
  let log: Log
  let pool: TenantSessions
  let folder: NoteFolder
  let signer: NoteSigner

  static func make(_ log: Log = .ledger) async throws -> LedgerDatabase {
    let database = try await TestCluster.shared.database()
    let tenant = try await database.tenant()
    let settings = TenantSessions.Settings(
      target: database.admin.target,
      bounds: PoolMachine.Bounds(sessionsMax: 12, sessionsPerRoleMax: 8),
      passwords: { role in
        [TenantPassword.derive(loginKey: TestCluster.loginKey, role: role, epoch: 1)]
      })
    let pool = TenantSessions(
      settings, opener: ConnectionOpener(world: .real),
      executor: ShardExecutor(label: "tests.sealer"), world: .real)
    return LedgerDatabase(
      database: database, tenant: tenant, log: log, pool: pool, folder: try NoteFolder(),
      signer: try NoteSigner(
        name: LogOrigins(prefix: "ledger.example", tenant: tenant.text).origin(of: log),
        seed: Array(0...31)))
  }

  func sessions(_ role: String) -> OwnedSessions {
    pool.sessions(
      of: SessionOwner(role: role, schema: TenantSchema(tenant.text), purpose: .tenant))
  }
  func writer() async throws -> SessionLease {
    try await pool.leaseSession(
      of: SessionOwner(
        role: tenant.text, schema: TenantSchema(tenant.text), purpose: .tenant),
      deadline: deadline)
  }
  var deadline: UInt64 { World.real.monotonicNow() + 60_000_000_000 }

  func sealer(blockEntryCountMax: Int = SealerLimits.blockEntryCountMax) -> TenantSealer {
    TenantSealer(
      SealTarget(
        name: TenantLog(tenant.text, log),
        store: SessionSealStore(sessions: sessions("tally_sealer"), log: log, world: .real),
        signer: signer),
      notes: FileNoteStore(directory: folder.path), world: .real,
      blockEntryCountMax: blockEntryCountMax)
  }

  /// What the head says of entries in no block.
  func unsealedCount() async throws -> Int {
    let lease = try await writer()
    let answers = try await lease.session.run(
      Batch([LedgerQueries.unsealedCount(of: log).bound]), deadline: deadline)
    await lease.giveBack()
    let rows: [LedgerQueries.UnsealedCountRow] = try answers[0].decoded()
    return Int(rows[0].unsealedCount)
  }

  /// What fsck says.
  func audit(external: Checkpoint? = nil) async throws -> [LedgerFinding] {
    try await LedgerAudit(
      sessions: sessions("tally_sealer"), name: TenantLog(tenant.text, log), world: .real
    ).run(external: external.map { [("external", $0)] } ?? []).findings
  }

  func insert(_ id: Identifier) throws -> Bound {
    let subject = Identifier(high: 1, low: id.low & 15)
    let draft = LedgerEntryDraft(
      tenant: tenant.text, entry: id, kind: log == .ledger ? .payment : .revealed,
      subject: subject,
      postings: log == .access
        ? []
        : [
          Posting(account: .chart("cash"), amount: 100, currency: "TWD"),
          Posting(account: .pseudonym(subject), amount: -100, currency: "TWD"),
        ], effectiveOn: Day("2005-09-30")!,
      recordedAt: Timestamp("2026-01-31T08:00:00.123456Z")!, actor: Identifier(high: 3, low: 3))
    let leaf = try draft.leaf()
    let call = EngineQueries.appendEntries(
      of: log, entryID: id, kind: Int16(draft.kind.rawValue), subjectID: subject, accountID: nil,
      effectiveOn: draft.effectiveOn, recordedAt: draft.recordedAt, leaf: leaf.bytes,
      leafHash: leaf.hash.bytes, payloadCiphertext: nil)
    return Columns.coalesced([call])[0].bound
  }

  /// The other log of the same tenant.
  func presented(as log: Log) -> LedgerDatabase {
    LedgerDatabase(
      database: database, tenant: tenant, log: log, pool: pool, folder: folder, signer: signer)
  }

  func close() async {
    await pool.close()
    folder.remove()
  }
}

@Suite struct DatabaseTests {
  private static let drawTransaction = Bound(
    Statement(
      name: "tests/draw", text: "select 1 from (select pg_current_xact_id()) as x", shape: .single,
      parameters: [], returnsRows: true), [])

  private static func id(_ number: Int) -> Identifier {
    Identifier(milliseconds: 1_750_000_000_000, randomHigh: 0, randomLow: UInt64(number))
  }

  /// Goal: a row is not lost when the transaction with the later id draws the lower `seq` and
  /// commits after seals which saw higher ones. Method: exactly that order, on three sessions.
  @Test(arguments: [1, 2, 16_384], Log.allCases)
  func lateCommitIsSealed(blockEntryCountMax: Int, log: Log) async throws {
    let ledger = try await LedgerDatabase.make(log)
    let sealer = ledger.sealer(blockEntryCountMax: blockEntryCountMax)
    let one = try await ledger.writer()
    let two = try await ledger.writer()
    func run(_ lease: SessionLease, _ batch: Batch) async throws {
      _ = try await lease.session.run(batch, deadline: ledger.deadline)
    }
    try await run(one, Batch(opening: .readCommitted, [Self.drawTransaction]))
    try await run(two, Batch(opening: .readCommitted, [try ledger.insert(Self.id(1))]))
    let higher = try (2...4).map { try ledger.insert(Self.id($0)) }
    try await run(one, Batch(higher, closing: .commit))
    var sealed: [Identifier] = []
    for _ in 0..<3 { sealed += try await sealer.seal().flatMap(\.entries) }
    #expect(sealed == (2...4).map(Self.id))
    try await run(two, Batch([], closing: .commit))
    // A sealer which knows nothing but what is stored.
    let other = ledger.sealer(blockEntryCountMax: blockEntryCountMax)
    sealed += try await other.seal().flatMap(\.entries)
    #expect(sealed == [2, 3, 4, 1].map(Self.id))
    #expect(try await other.seal() == [])
    #expect(try await ledger.audit() == [])
    await one.giveBack()
    await two.giveBack()
    await ledger.close()
  }

  /// Goal: what is committed while a seal of several blocks is half done waits too, though its `seq`
  /// lies before what is sealed. Method: a turn of the sealer ends before its target.
  @Test func aLateCommitWithinASealIsCounted() async throws {
    let ledger = try await LedgerDatabase.make()
    let one = try await ledger.writer()
    let two = try await ledger.writer()
    _ = try await two.session.run(
      Batch(opening: .readCommitted, [try ledger.insert(Self.id(1))]), deadline: ledger.deadline)
    let count = SealerLimits.blocksPerTurnMax + 2
    _ = try await one.session.run(
      Batch(
        opening: .readCommitted, try (2..<count + 2).map { try ledger.insert(Self.id($0)) },
        closing: .commit), deadline: ledger.deadline)
    #expect(try await ledger.unsealedCount() == count)
    let sealer = ledger.sealer(blockEntryCountMax: 1)
    #expect(try await sealer.seal().count == SealerLimits.blocksPerTurnMax)
    #expect(try await ledger.unsealedCount() == 2)
    _ = try await two.session.run(Batch([], closing: .commit), deadline: ledger.deadline)
    #expect(try await ledger.unsealedCount() == 3)
    while try await !sealer.seal().isEmpty {}
    #expect(try await ledger.unsealedCount() == 0)
    await one.giveBack()
    await two.giveBack()
    await ledger.close()
  }

  /// Goal: every committed entry is sealed once, none that was rolled back, and those of one
  /// transaction in their order. Method: a seeded schedule of begins, inserts, commits, rollbacks
  /// and seals by two sealers over five sessions.
  @Test(arguments: [(1, .ledger), (2, .ledger), (3, .ledger), (4, .access)] as [(UInt64, Log)])
  func everySchedule(seed: UInt64, log: Log) async throws {
    var random = SeededNumbers(seed: seed)
    let ledger = try await LedgerDatabase.make(log)
    let sealers = [ledger.sealer(blockEntryCountMax: 3), ledger.sealer(blockEntryCountMax: 7)]
    var writers: [SessionLease] = []
    for _ in 0..<5 { writers.append(try await ledger.writer()) }
    var open: [[Identifier]?] = Array(repeating: nil, count: 5)
    var committed: [[Identifier]] = []
    var sealed: [Identifier] = []
    var number = 0
    for _ in 0..<300 {
      let index = Int.random(in: 0..<5, using: &random)
      let session = writers[index].session
      switch Int.random(in: 0..<8, using: &random) {
      case 0, 1, 2, 3:
        number += 1
        let opening: Batch.Opening = open[index] == nil ? .readCommitted : .none
        let first = Bool.random(using: &random) ? [Self.drawTransaction] : []
        _ = try await session.run(
          Batch(opening: opening, first + [try ledger.insert(Self.id(number))]),
          deadline: ledger.deadline)
        open[index] = (open[index] ?? []) + [Self.id(number)]
      case 4, 5:
        guard let ids = open[index] else { continue }
        let isKept = Int.random(in: 0..<10, using: &random) > 0
        _ = try await session.run(
          Batch([], closing: isKept ? .commit : .rollback), deadline: ledger.deadline)
        if isKept { committed.append(ids) }
        open[index] = nil
      default:
        let sealer = sealers.randomElement(using: &random)!
        sealed += try await sealer.seal().flatMap(\.entries)
      }
      let waiting = committed.reduce(0) { $0 + $1.count } - sealed.count
      #expect(try await ledger.unsealedCount() == waiting, "seed \(seed)")
    }
    for index in 0..<5 where open[index] != nil {
      _ = try await writers[index].session.run(
        Batch([], closing: .commit), deadline: ledger.deadline)
      committed.append(open[index]!)
    }
    while case let blocks = try await sealers[0].seal(), !blocks.isEmpty {
      sealed += blocks.flatMap(\.entries)
    }
    #expect(sealed.count == Set(sealed).count, "seed \(seed)")
    #expect(Set(sealed) == Set(committed.flatMap(\.self)), "seed \(seed)")
    let places = Dictionary(uniqueKeysWithValues: sealed.enumerated().map { ($1, $0) })
    for ids in committed {
      let order = ids.compactMap { places[$0] }
      #expect(order == order.sorted(), "seed \(seed)")
    }
    #expect(try await ledger.audit() == [], "seed \(seed)")
    for writer in writers { await writer.giveBack() }
    await ledger.close()
  }

  /// Goal: two sealers at once lose and double nothing. Method: both seal while entries come.
  @Test func sealersAtTheSameTime() async throws {
    let ledger = try await LedgerDatabase.make()
    let writer = try await ledger.writer()
    var sealed: [SealedBlock] = []
    for round in 0..<10 {
      let batch = try (0..<20).map { try ledger.insert(Self.id(round * 20 + $0)) }
      _ = try await writer.session.run(
        Batch(opening: .readCommitted, batch, closing: .commit), deadline: ledger.deadline)
      sealed += try await withThrowingTaskGroup(of: [SealedBlock].self) { group in
        for _ in 0..<2 {
          group.addTask {
            do throws(SealFailure) {
              return try await ledger.sealer().seal()
            } catch {
              guard error == .conflict else { throw error }
              return []
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
    }
    sealed += try await ledger.sealer().seal()
    let entries = sealed.sorted { $0.number < $1.number }.flatMap(\.entries)
    #expect(entries == (0..<200).map(Self.id))
    #expect(try await ledger.audit() == [])
    await writer.giveBack()
    await ledger.close()
  }

  /// After a restore into another cluster transaction ids mean nothing: entries in no chunk are
  /// looked for instead. The dump may have been taken between two blocks of one seal.
  @Test(arguments: Log.allCases, ["null", "'900000000:900000000:'"])
  func anotherClusterIsSwept(log: Log, target: String) async throws {
    let ledger = try await LedgerDatabase.make(log)
    let writer = try await ledger.writer()
    let sealer = ledger.sealer()
    func insert(_ numbers: ClosedRange<Int>) async throws {
      _ = try await writer.session.run(
        Batch(
          opening: .readCommitted, try numbers.map { try ledger.insert(Self.id($0)) },
          closing: .commit), deadline: ledger.deadline)
    }
    try await insert(1...3)
    #expect(try await sealer.seal().flatMap(\.entries) == (1...3).map(Self.id))
    try await insert(4...6)
    let t = ledger.tenant.text
    let l = log.rawValue
    try await ledger.database.run(
      [
        "set session_replication_role = replica",
        // A snapshot far ahead of this cluster's transactions.
        """
        alter table \(t).\(l)_head disable trigger \(l)_head_step
        """,
        """
        update \(t).\(l)_head
        set snapshot = '900000000:900000000:', target = \(target), through_seq = 1,
          system_identifier = 7
        """,
        "alter table \(t).\(l)_head enable always trigger \(l)_head_step",
      ], as: ledger.database.admin)
    #expect(try await ledger.unsealedCount() == 3)
    #expect(
      try await ledger.sealer(blockEntryCountMax: 2).seal().flatMap(\.entries)
        == (4...6).map(Self.id))
    try await insert(7...7)
    #expect(try await sealer.seal().flatMap(\.entries) == [Self.id(7)])
    #expect(try await ledger.audit() == [])
    await writer.giveBack()
    await ledger.close()
  }

  /// Goal: what a superuser changes is found and named. Method: triggers off, one change each.
  @Test(arguments: Log.allCases)
  func changesBySuperuserAreFound(log: Log) async throws {
    let ledger = try await LedgerDatabase.make(log)
    let writer = try await ledger.writer()
    let sealer = ledger.sealer()
    for start in [0, 300] {
      let batch = try (start..<start + 300).map { try ledger.insert(Self.id($0)) }
      _ = try await writer.session.run(
        Batch(opening: .readCommitted, batch, closing: .commit), deadline: ledger.deadline)
      _ = try await sealer.seal()
    }
    let external = try await sealer.sign()
    #expect(try await ledger.audit(external: external) == [])
    let t = ledger.tenant.text
    let l = log.rawValue
    let changes: [(String, String)] = [
      ("leaf", "update \(t).\(l)_entry set leaf = set_byte(leaf, 30, get_byte(leaf, 30) # 1)"),
      (
        "leaf_hash",
        "update \(t).\(l)_entry set leaf_hash = set_byte(leaf_hash, 3, get_byte(leaf_hash, 3) # 1)"
      ),
      ("seq", "update \(t).\(l)_entry set seq = default"),
      ("kind", "update \(t).\(l)_entry set kind = 44"),
      ("subject_id", "update \(t).\(l)_entry set subject_id = null"),
      ("account_id", "update \(t).\(l)_entry set account_id = entry_id"),
      ("effective_on", "update \(t).\(l)_entry set effective_on = '2005-10-01'"),
      ("recorded_at", "update \(t).\(l)_entry set recorded_at = now()"),
      ("entry_id", "delete from \(t).\(l)_entry"),
    ]
    for (column, change) in changes {
      let victim = Self.id(Int.random(in: 0..<600))
      try await ledger.database.run(
        [
          "create table if not exists public.kept (like \(t).\(l)_entry)",
          "truncate public.kept",
          "insert into public.kept select * from \(t).\(l)_entry where entry_id = '\(victim)'",
          "alter table \(t).\(l)_entry disable trigger all",
          "alter table \(t).\(l)_entry drop constraint if exists ledger_entry_hash",
          "alter table \(t).\(l)_entry drop constraint if exists \(l)_entry_kind",
          change + " where entry_id = '\(victim)'",
        ], as: ledger.database.admin)
      let findings = try await ledger.audit(external: external)
      let named = findings.contains {
        guard case .entry(_, let id) = $0.place else { return false }
        return id == victim && $0.column == column
      }
      #expect(named, "\(column): \(findings)")
      try await ledger.database.run(
        [
          "delete from \(t).\(l)_entry where entry_id = '\(victim)'",
          "insert into \(t).\(l)_entry overriding system value select * from public.kept",
        ], as: ledger.database.admin)
    }
    #expect(try await ledger.audit(external: external) == [])
    // The tail is cut, everywhere.
    try await ledger.database.run(
      [
        "alter table \(t).\(l)_chunk disable trigger all",
        "alter table \(t).\(l)_block disable trigger all",
        "alter table \(t).\(l)_tile disable trigger all",
        "alter table \(t).\(l)_head disable trigger all",
        """
        delete from \(t).\(l)_entry e using \(t).\(l)_chunk c
        where c.block_number = 2 and e.entry_id = any(c.entry_ids)
        """,
        "delete from \(t).\(l)_chunk where block_number = 2",
        """
        update \(t).\(l)_head as h
        set size = 300, root = b.root, block_number = 1, block_hash = b.header_hash
        from \(t).\(l)_block as b where b.number = 1
        """,
        "delete from \(t).\(l)_block where number = 2",
        "delete from \(t).\(l)_tile where tile_index = 1",
      ], as: ledger.database.admin)
    #expect(try await ledger.audit() == [])
    let cut = try await ledger.audit(external: external)
    #expect(cut.map(\.place) == [.checkpoint(name: "external")])
    await #expect(throws: SealFailure.behindExternal(size: 300, externalSize: 600)) {
      try await ledger.sealer().sign()
    }
    await writer.giveBack()
    await ledger.close()
  }

  /// Goal: an entry of one log is no entry of the other. Method: the tenant's role inserts an access
  /// into the ledger's table and the other way round, which the database refuses; a superuser goes
  /// round that, and the audit names the entry.
  @Test(arguments: Log.allCases)
  func entryOfTheOtherLogIsRefused(log: Log) async throws {
    let ledger = try await LedgerDatabase.make(log)
    let t = ledger.tenant.text
    let l = log.rawValue
    let other = log == .ledger ? Log.access : .ledger
    let writer = try await ledger.writer()
    _ = try await writer.session.run(
      Batch(opening: .readCommitted, [try ledger.insert(Self.id(1))], closing: .commit),
      deadline: ledger.deadline)
    let columns = """
      entry_id, kind, subject_id, account_id, effective_on, recorded_at, leaf, leaf_hash
      """
    let copy = """
      insert into \(t).\(other.rawValue)_entry (\(columns))
      select \(columns) from \(t).\(l)_entry
      """
    await #expect(throws: AdminFailure.self) {
      try await ledger.database.run([copy], as: ledger.database.login(ledger.tenant))
    }
    try await ledger.database.run(
      [
        "alter table \(t).\(other.rawValue)_entry drop constraint \(other.rawValue)_entry_kind",
        copy,
      ],
      as: ledger.database.admin)
    let substituted = ledger.presented(as: other)
    #expect(try await substituted.sealer().seal().flatMap(\.entries) == [Self.id(1)])
    #expect(
      try await substituted.audit() == [
        LedgerFinding(
          place: .entry(index: 0, id: Self.id(1)), column: "leaf", problem: "another log")
      ])
    await writer.giveBack()
    await ledger.close()
  }

  /// No serving role can change or remove what was written.
  @Test(arguments: Log.allCases)
  func rolesCannotChangeTheLedger(log: Log) async throws {
    let ledger = try await LedgerDatabase.make(log)
    let t = ledger.tenant.text
    let l = log.rawValue
    let logins = [
      ledger.database.login(ledger.tenant), ledger.database.sealer, ledger.database.owner,
    ]
    for login in logins {
      for statement in [
        "update \(t).\(l)_entry set kind = kind", "delete from \(t).\(l)_entry",
        "truncate \(t).\(l)_entry", "truncate \(t).\(l)_chunk", "drop table \(t).\(l)_tile",
        "delete from \(t).\(l)_checkpoint", "update \(t).\(l)_block set root = header_hash",
        "alter table \(t).\(l)_entry disable trigger all",
        "alter table \(t).\(l)_entry alter column leaf type bytea using '\\x00'",
        "alter table \(t).\(l)_entry rename to other",
        "insert into \(t).\(l)_entry (entry_id, xid) values (gen_random_uuid(), '1')",
        "update \(t).\(l)_head set size = -1",
        """
        create or replace function \(t).ledger_refuse() returns trigger language plpgsql
        as 'begin return null; end'
        """,
      ] {
        await #expect(throws: AdminFailure.self, "\(login.user): \(statement)") {
          try await ledger.database.run([statement], as: login)
        }
      }
    }
    await ledger.close()
  }
}
