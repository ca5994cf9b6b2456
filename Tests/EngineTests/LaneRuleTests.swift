import Bytes
import Contract
import Foundation
import Postgres
import SQL
import Synchronization
import TestKit
import Testing

/// R27: the rules of write lanes (`proto-like-specs/decisions/0002-write-lanes.md`).
///
/// Two lanes with sessions of their own serve one tenant, as two servers do: what a rule protects
/// goes through PostgreSQL alone, so two processes would meet in the same way. Clients perform
/// random operations at both, often the same key at both at once; sessions are lost and commits
/// hang. Afterwards everything told is compared with everything stored (`LaneHistory`): calls a
/// debtor, one open case, places behind a guard row, a count made while nobody writes, balances,
/// versions and order of ledger entries, one reply for a key, no deadlock, each commit in doubt
/// settled as it was, every alert seen by who was told.
///
/// Then each rule is left out (`BrokenRule`) by changing what the lane sends, and the same check
/// must find it within the seeds. Rule 5 has a test and a cluster of its own.
///
/// `TALLY_DEEP=1` runs more seeds; `TALLY_SEED=n` runs seed n alone.
@Suite("R27 write lanes", .serialized, .timeLimit(.minutes(20)))
struct LaneRuleTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds: [UInt64] =
    environment["TALLY_SEED"].flatMap { UInt64($0) }.map { [$0] }
    ?? Array(1...(environment["TALLY_DEEP"] == "1" ? 1_000 : 20))

  /// A control ends at the first seed that shows it.
  private static let controlSeeds = seeds.count == 1 ? seeds : Array(1...100)

  private static func replay(_ seed: UInt64, _ test: String) -> String {
    "seed \(seed); again: TALLY_SEED=\(seed) swift test --filter LaneRuleTests/\(test)"
  }

  @Test("The lanes as they are: nothing is found", arguments: [true, false])
  func right(isTroubled: Bool) async throws {
    let house = try await LaneHouse()
    for seed in Self.seeds {
      let findings = try await LaneHistory(
        house: house, seed: seed, rule: nil, isTroubled: isTroubled
      ).findings()
      guard findings.isEmpty else {
        Issue.record("\(findings) \(Self.replay(seed, "right"))")
        return
      }
    }
    print("R27 right, troubled \(isTroubled): \(Self.seeds.count) seeds")
  }

  @Test("A rule left out is found", arguments: BrokenRule.allCases)
  func leftOut(_ rule: BrokenRule) async throws {
    let house = try await LaneHouse()
    for seed in Self.controlSeeds {
      let findings = try await LaneHistory(
        house: house, seed: seed, rule: rule, isTroubled: rule == .lookUpForClaim
      ).findings()
      if let found = findings.first(where: { rule.shows.contains($0.wrong) }) {
        print("R27 \(rule) found at \(found); \(Self.replay(seed, "leftOut"))")
        return
      }
    }
    Issue.record("\(rule) was left out and not found in \(Self.controlSeeds.count) seeds")
  }
}

extension BrokenRule {
  /// What shows that this rule, and not something else, is missing.
  var shows: Set<LaneHistory.Wrong> {
    switch self {
    case .lockLeftOut, .overlapAllowed, .oldReads: [.limit, .balance]
    case .repeatableRead: [.limit]
    case .keysBeforeLocks: [.reply, .outcome]
    case .orderPerOperation: [.deadlock]
    case .lookUpForClaim: [.outcome]
    case .hintInside: [.hint]
    case .seqBeforeLocks: [.order]
    }
  }
}
