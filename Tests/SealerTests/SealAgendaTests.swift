import Bytes
import Sealer
import TestKit
import Testing
import World

@Suite struct SealAgendaTests {
  private static let a = TenantLog("t_a", .ledger)
  private static let b = TenantLog("t_a", .access)
  private static let second: UInt64 = 1_000_000_000

  /// What is due at `now`, all of it, in order.
  private func turns(_ agenda: inout SealAgenda, _ now: UInt64) -> [String] {
    var out: [String] = []
    while let (name, work) = agenda.takeTurn(at: now) { out.append("\(work) \(name)") }
    return out
  }

  @Test func aHintIsATurnAtOnce() {
    var agenda = SealAgenda()
    #expect(agenda.nextDue == nil)
    agenda.hint(Self.a, at: 100)
    agenda.hint(Self.a, at: 150)
    agenda.hint(Self.b, at: 120)
    #expect(agenda.nextDue == 100)
    #expect(turns(&agenda, 99) == [])
    #expect(turns(&agenda, 120) == ["seal t_a/ledger", "seal t_a/access"])
    agenda.finished(Self.a, .idle, at: 130)
    agenda.finished(Self.b, .idle, at: 130)
    // Nothing is left once the pauses are over.
    #expect(turns(&agenda, Self.second) == [])
    #expect(agenda.count == 0)
    #expect(agenda.nextDue == nil)
  }

  /// A hint during a turn is not lost: its commit may have come after the turn's snapshot.
  @Test func aHintDuringATurn() {
    var agenda = SealAgenda()
    agenda.hint(Self.a, at: 0)
    #expect(turns(&agenda, 0) == ["seal t_a/ledger"])
    agenda.hint(Self.a, at: 1)
    #expect(turns(&agenda, 2) == [])
    agenda.finished(Self.a, .idle, at: 10)
    #expect(agenda.nextDue == 10 + SealerLimits.pauseNanosecondsMin)
    #expect(turns(&agenda, 10 + SealerLimits.pauseNanosecondsMin) == ["seal t_a/ledger"])
  }

  private static let pauses: [(took: UInt64, pause: UInt64)] = [
    (0, SealerLimits.pauseNanosecondsMin), (1_000_000, 5_000_000), (10_000_000, 40_000_000),
    (3_000_000_000, SealerLimits.pauseNanosecondsMax),
    (UInt64.max / 2, SealerLimits.pauseNanosecondsMax),
  ]

  @Test(arguments: pauses)
  func thePauseIsFourTimesTheTurn(took: UInt64, pause: UInt64) {
    var agenda = SealAgenda()
    agenda.hint(Self.a, at: 0)
    _ = agenda.takeTurn(at: 0)
    agenda.hint(Self.a, at: 0)
    agenda.finished(Self.a, .idle, at: took)
    #expect(agenda.nextDue == took + pause)
  }

  /// What was sealed is signed at once the first time, then at most once a second; sealing goes on
  /// meanwhile.
  @Test func signsAtMostOnceASecond() {
    var agenda = SealAgenda()
    agenda.hint(Self.a, at: 0)
    #expect(turns(&agenda, 0) == ["seal t_a/ledger"])
    agenda.finished(Self.a, .sealed, at: 10)
    #expect(turns(&agenda, 10) == ["sign t_a/ledger"])
    agenda.finished(Self.a, .signed, at: 20)
    var seals = 0
    var now: UInt64 = 20
    while let due = agenda.nextDue, due < 20 + Self.second {
      now = due
      #expect(turns(&agenda, now) == ["seal t_a/ledger"])
      seals += 1
      agenda.finished(Self.a, .sealed, at: now)
      guard seals < 10 else { break }
    }
    #expect(seals == 10)
    agenda.signed(Self.b, at: now)
    // The last turn found nothing more: the signature is all that is left.
    let pause = SealerLimits.pauseNanosecondsMin
    #expect(turns(&agenda, now + pause) == ["seal t_a/ledger"])
    agenda.finished(Self.a, .idle, at: now + pause)
    #expect(agenda.nextDue ?? 0 <= 20 + Self.second)
    #expect(turns(&agenda, 19 + Self.second) == [])
    #expect(turns(&agenda, 20 + Self.second) == ["sign t_a/ledger"])
    agenda.finished(Self.a, .signed, at: 30 + Self.second)
    #expect(turns(&agenda, 30 + 2 * Self.second) == [])
    #expect(agenda.count == 0)
  }

  /// A failure is tried again: after 0.1 s first, after 5 s at the most, and at once when it was
  /// mended and a turn succeeded.
  @Test func failuresAreTriedAgain() {
    var agenda = SealAgenda()
    agenda.hint(Self.a, at: 0)
    var now: UInt64 = 0
    var pauses: [UInt64] = []
    for _ in 0..<20 {
      guard let turn = agenda.takeTurn(at: now) else {
        Issue.record("no turn at \(now)")
        return
      }
      agenda.finished(turn.name, .failed, at: now)
      // A hint does not make a failing log come sooner.
      agenda.hint(Self.a, at: now)
      guard let due = agenda.nextDue else {
        Issue.record("nothing is due after a failure")
        return
      }
      pauses.append(due - now)
      now = due
    }
    #expect(pauses.first == SealerLimits.retryNanosecondsMin)
    #expect(pauses.allSatisfy { $0 <= SealerLimits.retryNanosecondsMax })
    #expect(agenda.takeTurn(at: now + SealerLimits.retryNanosecondsMax) != nil)
  }

  @Test func aLogWhichIsGoneIsForgotten() {
    var agenda = SealAgenda()
    agenda.hint(Self.a, at: 0)
    agenda.unsigned(Self.a, at: 0)
    let turn = agenda.takeTurn(at: 0)
    #expect(turn?.work == .sign)
    agenda.finished(Self.a, .gone, at: 0)
    #expect(turns(&agenda, Self.second) == [])
    #expect(agenda.count == 0)
  }

  @Test func placesAreBounded() {
    var agenda = SealAgenda()
    let names = (0..<10).map { TenantLog("t_\($0)", .ledger) }
    for name in names { agenda.hint(name, at: 0) }
    #expect(turns(&agenda, 0).count == SealerLimits.parallelLogCountMax)
    // Only the end of a turn makes another one.
    #expect(agenda.nextDue == nil)
    agenda.finished(names[0], .idle, at: 1)
    #expect(turns(&agenda, 1) == ["seal t_4/ledger"])
  }

  @Test func theAgendaIsBounded() {
    var agenda = SealAgenda()
    for index in 0...SealerLimits.agendaCountMax {
      agenda.hint(TenantLog(String(index), .ledger), at: 0)
    }
    #expect(agenda.count == SealerLimits.agendaCountMax)
    #expect(agenda.droppedCount == 1)
    // One that is known is hinted all the same.
    agenda.hint(TenantLog("0", .ledger), at: 0)
    #expect(agenda.droppedCount == 1)
  }

  /// Goal: whatever happens in whatever order, no hint is left without a turn that began after it.
  /// Method: seeded hints, turns and outcomes; at the end only successes until nothing is due.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func everyHintHasATurnAfterIt(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    var agenda = SealAgenda()
    let names = (0..<8).map { TenantLog("t_\($0 / 2)", $0 % 2 == 0 ? .ledger : .access) }
    var running: [TenantLog] = []
    var works: [TenantLog: SealAgenda.Work] = [:]
    var owed: Set<TenantLog> = []
    var now: UInt64 = 0
    func take() {
      while let (name, work) = agenda.takeTurn(at: now) {
        #expect(!running.contains(name), "seed \(seed)")
        running.append(name)
        if work == .seal { owed.remove(name) }
        works[name] = work
      }
    }
    func finish(_ index: Int, _ outcome: SealAgenda.Outcome) {
      let name = running.remove(at: index)
      let isSeal = works[name] == .seal
      var outcome = outcome
      if !isSeal && outcome != .failed { outcome = .signed }
      if outcome == .failed && isSeal { owed.insert(name) }
      agenda.finished(name, outcome, at: now)
    }
    for _ in 0..<3_000 {
      now += UInt64.random(in: 0..<20_000_000, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        let name = names.randomElement(using: &random)!
        agenda.hint(name, at: now)
        owed.insert(name)
      case 1 where !running.isEmpty:
        finish(
          Int.random(in: 0..<running.count, using: &random),
          [.idle, .sealed, .failed].randomElement(using: &random)!)
      default: take()
      }
      #expect(running.count <= SealerLimits.parallelLogCountMax, "seed \(seed)")
    }
    for _ in 0..<1_000 {
      while !running.isEmpty { finish(0, .idle) }
      guard let due = agenda.nextDue else { break }
      now = max(now, due)
      take()
    }
    #expect(owed.isEmpty, "seed \(seed)")
    #expect(agenda.count == 0, "seed \(seed)")
  }
}
