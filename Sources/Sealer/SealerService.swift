package import Bytes
package import Ledger
import Synchronization
package import World

/// The background service which seals and signs the logs of all tenants.
///
/// Hints name logs which may have something to seal; a slow sweep comes to all of them, so that a
/// lost hint costs time and nothing else. A log has its turn as soon as a hint comes and its pause is
/// over; a log which is slow or fails holds up no other while a place is free.
package actor SealerService {
  /// What the service tells, for waiting callers and for metrics.
  package struct Watch: Sendable {
    package var sealed: @Sendable (SealedBlock) -> Void
    package var signed: @Sendable (TenantLog, Checkpoint) -> Void
    package var failed: @Sendable (TenantLog, SealFailure) -> Void

    package init(
      sealed: @escaping @Sendable (SealedBlock) -> Void = { _ in },
      signed: @escaping @Sendable (TenantLog, Checkpoint) -> Void = { _, _ in },
      failed: @escaping @Sendable (TenantLog, SealFailure) -> Void = { _, _ in }
    ) {
      self.sealed = sealed
      self.signed = signed
      self.failed = failed
    }
  }

  private let world: World
  private let notes: any NoteStore
  private let roster: @Sendable () async -> [TenantLog]?
  private let open: @Sendable (TenantLog) async throws(SealFailure) -> SealTarget?
  private let watch: Watch
  private nonisolated let agenda = Mutex(SealAgenda())
  private nonisolated let bell = Bell()
  private var sealers: [TenantLog: TenantSealer] = [:]

  /// - Parameters:
  ///   - roster: every log of this server, asked at each sweep; nil when it cannot be read now.
  ///   - open: where a log is stored and what signs it, asked when the log has its first turn; nil
  ///     for one which is not served here.
  package init(
    world: World, notes: any NoteStore, watch: Watch = Watch(),
    roster: @escaping @Sendable () async -> [TenantLog]?,
    open: @escaping @Sendable (TenantLog) async throws(SealFailure) -> SealTarget?
  ) {
    self.world = world
    self.notes = notes
    self.watch = watch
    self.roster = roster
    self.open = open
  }

  /// Says that a log of `tenant` may have something to seal. Called after a commit, from anywhere.
  package nonisolated func hint(_ tenant: String, _ log: Log) {
    let now = world.monotonicNow()
    agenda.withLock { $0.hint(TenantLog(tenant, log), at: now) }
    bell.ring()
  }

  /// Seals until the task is cancelled. The first sweep also looks for heads which were sealed and
  /// not signed before a stop.
  package func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.sweep() }
      while !Task.isCancelled {
        while let (name, work) = takeTurn() {
          group.addTask { await self.turn(name, work) }
        }
        await bell.wait(atMost: pause, world)
      }
    }
  }

  private func takeTurn() -> (TenantLog, SealAgenda.Work)? {
    let now = world.monotonicNow()
    return agenda.withLock { $0.takeTurn(at: now) }
  }

  /// Until the next turn is due; nil when only a ring makes one.
  private var pause: Duration? {
    guard let due = agenda.withLock({ $0.nextDue }) else { return nil }
    let now = world.monotonicNow()
    return .nanoseconds(Int64(clamping: due > now ? due - now : 0))
  }

  private func turn(_ name: TenantLog, _ work: SealAgenda.Work) async {
    let outcome: SealAgenda.Outcome
    do throws(SealFailure) {
      outcome = try await perform(work, on: name)
    } catch {
      watch.failed(name, error)
      outcome = .failed
    }
    let now = world.monotonicNow()
    agenda.withLock { $0.finished(name, outcome, at: now) }
    bell.ring()
  }

  private func perform(
    _ work: SealAgenda.Work, on name: TenantLog
  ) async throws(SealFailure) -> SealAgenda.Outcome {
    guard let sealer = try await sealer(name) else { return .gone }
    switch work {
    case .seal:
      let blocks = try await sealer.seal()
      for block in blocks { watch.sealed(block) }
      return blocks.isEmpty ? .idle : .sealed
    case .sign:
      guard let checkpoint = try await sealer.sign() else { return .idle }
      watch.signed(name, checkpoint)
      return .signed
    }
  }

  /// Seals and signs one log now: for extracts and for callers who ask for a checkpoint.
  ///
  /// - Returns: the checkpoint which then stands; nil for an empty log or an unknown tenant.
  package func checkpoint(of tenant: String, _ log: Log) async throws(SealFailure) -> Checkpoint? {
    let name = TenantLog(tenant, log)
    guard let sealer = try await sealer(name) else { return nil }
    while true {
      let blocks = try await sealer.seal()
      for block in blocks { watch.sealed(block) }
      if blocks.count < SealerLimits.blocksPerTurnMax { break }
    }
    let checkpoint = try await sealer.sign()
    let now = world.monotonicNow()
    agenda.withLock { $0.signed(name, at: now) }
    bell.ring()
    return checkpoint
  }

  /// Comes to every log, in portions over the interval.
  private func sweep() async {
    var isFirst = true
    do {
      while !Task.isCancelled {
        guard let names = await roster() else {
          try await world.sleep(SealerLimits.rosterRetry)
          continue
        }
        forget(allBut: Set(names))
        var rest = names[...]
        let portionCount =
          max(1, (names.count + SealerLimits.sweepPortionMax - 1) / SealerLimits.sweepPortionMax)
        for portion in 1...portionCount {
          visit(rest.prefix(SealerLimits.sweepPortionMax), isFirst: isFirst)
          rest = rest.dropFirst(SealerLimits.sweepPortionMax)
          let isLast = portion == portionCount
          try await world.sleep(
            isFirst && !isLast
              ? SealerLimits.sweepPause : SealerLimits.sweepInterval / portionCount)
        }
        isFirst = false
      }
    } catch {
      // Cancelled: nothing is half done between portions.
      return
    }
  }

  private func visit(_ names: ArraySlice<TenantLog>, isFirst: Bool) {
    let now = world.monotonicNow()
    agenda.withLock { agenda in
      for name in names {
        agenda.hint(name, at: now)
        if isFirst { agenda.unsigned(name, at: now) }
      }
    }
    bell.ring()
  }

  private func forget(allBut names: Set<TenantLog>) {
    for name in sealers.keys where !names.contains(name) { sealers[name] = nil }
  }

  private func sealer(_ name: TenantLog) async throws(SealFailure) -> TenantSealer? {
    if let sealer = sealers[name] { return sealer }
    guard let target = try await open(name) else { return nil }
    // Another turn may have come here meanwhile.
    if let sealer = sealers[name] { return sealer }
    // Trees are taken up again from their tiles: any may be dropped.
    if sealers.count >= SealerLimits.treeCountMax, let other = sealers.keys.first {
      sealers[other] = nil
    }
    let sealer = TenantSealer(target, notes: notes, world: world)
    sealers[name] = sealer
    return sealer
  }
}
