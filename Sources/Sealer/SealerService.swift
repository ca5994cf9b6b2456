package import Ledger
import Synchronization
package import World

/// The background service which seals and signs the ledgers of all tenants.
///
/// Hints name tenants which may have something to seal; a slow sweep comes to all of them, so that a
/// lost hint costs time and nothing else.
package actor SealerService {
  /// What the service tells, for waiting callers and for metrics.
  package struct Watch: Sendable {
    package var sealed: @Sendable (SealedBlock) -> Void
    package var signed: @Sendable (_ tenant: String, Checkpoint) -> Void
    package var failed: @Sendable (_ tenant: String, SealFailure) -> Void

    package init(
      sealed: @escaping @Sendable (SealedBlock) -> Void = { _ in },
      signed: @escaping @Sendable (_ tenant: String, Checkpoint) -> Void = { _, _ in },
      failed: @escaping @Sendable (_ tenant: String, SealFailure) -> Void = { _, _ in }
    ) {
      self.sealed = sealed
      self.signed = signed
      self.failed = failed
    }
  }

  private let world: World
  private let notes: any NoteStore
  private let roster: @Sendable () async -> [SealTenant]
  private let watch: Watch
  private nonisolated let dirty = Mutex(DirtySet())

  private var tenants: [String: SealTenant] = [:]
  private var sealers: [String: TenantSealer] = [:]
  /// Tenants with sealed entries which no checkpoint covers, and when the last one was signed.
  private var unsigned: Set<String> = []
  private var signedAt: [String: UInt64] = [:]
  private var pacer = TickPacer()
  private var sweptAt: UInt64?

  /// `roster` gives every tenant of this server; it is asked at each sweep.
  package init(
    world: World, notes: any NoteStore, watch: Watch = Watch(),
    roster: @escaping @Sendable () async -> [SealTenant]
  ) {
    self.world = world
    self.notes = notes
    self.watch = watch
    self.roster = roster
  }

  /// Says that `tenant` may have something to seal. Called after a commit, from anywhere.
  package nonisolated func hint(_ tenant: String) {
    dirty.withLock { $0.insert(tenant) }
  }

  /// Seals until the task is cancelled. The first round sweeps, so that a head which was sealed and
  /// not signed before a stop is signed.
  package func run() async {
    while !Task.isCancelled {
      await round()
      do {
        try await world.sleep(pacer.tick)
      } catch {
        // Cancelled: nothing is half done between rounds.
        return
      }
    }
  }

  /// One round: sweeps when it is time, seals what is dirty, signs what is due.
  package func round() async {
    let start = world.monotonicNow()
    await sweepIfDue()
    let names = dirty.withLock { $0.takeAll() }
    var sealedAnything = false
    let work = names.compactMap { name in sealer(name).map { (name, $0) } }
    await inParallel(work) { name, sealer in
      await self.seal(name, sealer)
    } after: {
      sealedAnything = sealedAnything || $0
    }
    await signDue()
    let duration = Duration.nanoseconds(Int64(world.monotonicNow() - start))
    pacer.finished(sealedAnything: sealedAnything, took: duration)
  }

  /// Seals and signs one tenant now: for extracts and for callers who ask for a checkpoint.
  ///
  /// - Returns: the checkpoint which then stands; nil for an empty ledger or an unknown tenant.
  package func checkpoint(of tenant: String) async throws(SealFailure) -> Checkpoint? {
    if tenants[tenant] == nil { await refreshRoster() }
    guard let sealer = sealer(tenant) else { return nil }
    while true {
      let blocks = try await sealer.seal()
      for block in blocks { watch.sealed(block) }
      if blocks.count < SealerLimits.blocksPerTurnMax { break }
    }
    unsigned.remove(tenant)
    signedAt[tenant] = world.monotonicNow()
    return try await sealer.sign()
  }

  private func sweepIfDue() async {
    let now = world.monotonicNow()
    let (seconds, attoseconds) = SealerLimits.sweepInterval.components
    let interval = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    if let sweptAt, now - sweptAt < interval { return }
    let isFirst = sweptAt == nil
    sweptAt = now
    await refreshRoster()
    for name in tenants.keys.sorted() {
      hint(name)
      if isFirst { unsigned.insert(name) }
    }
  }

  private func refreshRoster() async {
    let all = await roster()
    tenants = Dictionary(all.map { ($0.id, $0) }) { _, last in last }
    for name in sealers.keys where tenants[name] == nil { sealers[name] = nil }
    unsigned = unsigned.filter { tenants[$0] != nil }
    signedAt = signedAt.filter { tenants[$0.key] != nil }
  }

  private func sealer(_ name: String) -> TenantSealer? {
    if let sealer = sealers[name] { return sealer }
    guard let tenant = tenants[name] else { return nil }
    // Trees are taken up again from their tiles: any may be dropped.
    if sealers.count >= SealerLimits.treeCountMax, let other = sealers.keys.first {
      sealers[other] = nil
    }
    let sealer = TenantSealer(tenant, notes: notes, world: world)
    sealers[name] = sealer
    return sealer
  }

  private func seal(_ name: String, _ sealer: TenantSealer) async -> Bool {
    do throws(SealFailure) {
      let blocks = try await sealer.seal()
      for block in blocks { watch.sealed(block) }
      guard !blocks.isEmpty else { return false }
      unsigned.insert(name)
      // There may be more: look again in the next round.
      hint(name)
      return true
    } catch {
      watch.failed(name, error)
      return false
    }
  }

  private func signDue() async {
    let now = world.monotonicNow()
    let (seconds, attoseconds) = SealerLimits.checkpointInterval.components
    let interval = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    let due = unsigned.sorted().filter { name in
      signedAt[name].map { now - $0 >= interval } ?? true
    }
    let work = due.compactMap { name in sealer(name).map { (name, $0) } }
    for name in due {
      unsigned.remove(name)
      signedAt[name] = now
    }
    await inParallel(work) { name, sealer in
      await self.sign(name, sealer)
      return false
    } after: { _ in
    }
  }

  private func sign(_ name: String, _ sealer: TenantSealer) async {
    do throws(SealFailure) {
      if let checkpoint = try await sealer.sign() { watch.signed(name, checkpoint) }
    } catch {
      watch.failed(name, error)
      unsigned.insert(name)
    }
  }

  /// At most `parallelTenantCountMax` at a time.
  private func inParallel(
    _ work: [(String, TenantSealer)],
    _ body: @escaping @Sendable (String, TenantSealer) async -> Bool,
    after: (Bool) -> Void
  ) async {
    await withTaskGroup(of: Bool.self) { group in
      var waiting = work[...]
      for _ in 0..<SealerLimits.parallelTenantCountMax {
        guard let (name, sealer) = waiting.popFirst() else { break }
        group.addTask { await body(name, sealer) }
      }
      while let result = await group.next() {
        after(result)
        if let (name, sealer) = waiting.popFirst() {
          group.addTask { await body(name, sealer) }
        }
      }
    }
  }
}
