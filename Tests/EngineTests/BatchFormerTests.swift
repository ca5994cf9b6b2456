import Bytes
import Domain
import Testing

// The batch former is the lane's own affair and stays internal; its rules are tested by themselves.
@testable import Engine

/// Goal: who shares a transaction follows the rules of decision 0002. Method: footprints in, picked
/// positions out; no database.
@Suite struct BatchFormerTests {
  private static func subject(_ number: UInt64) -> Identifier { Identifier(high: 0, low: number) }

  private func candidate(
    _ footprint: Footprint, key: String, rows: Int = 1, estimate: UInt64 = 1, alone: Bool = false
  ) -> BatchFormer.Candidate {
    BatchFormer.Candidate(
      footprint: footprint,
      key: CommandKey(principal: Self.subject(0), method: "m", key: key), rowEstimate: rows,
      estimate: estimate, runsAlone: alone)
  }

  @Test func disjointOperationsShare() {
    let waiting = (1...5).map {
      candidate(Footprint(subjects: [Self.subject(UInt64($0))]), key: "\($0)")
    }
    #expect(BatchFormer().pick(waiting) == [0, 1, 2, 3, 4])
  }

  @Test func overlapWaitsAndIsNotOvertaken() {
    let (a, b) = (Self.subject(1), Self.subject(2))
    let waiting = [
      candidate(Footprint(subjects: [a]), key: "1"),
      candidate(Footprint(subjects: [a, b]), key: "2"),
      // Disjoint from what is taken, but behind an operation that waits for the same row.
      candidate(Footprint(subjects: [b]), key: "3"),
      candidate(Footprint(subjects: [Self.subject(3)]), key: "4"),
    ]
    #expect(BatchFormer().pick(waiting) == [0, 3])
  }

  @Test func anExclusiveDayRunsAlone() {
    let waiting = [
      candidate(Footprint(day: .exclusive), key: "1"), candidate(Footprint(), key: "2"),
    ]
    #expect(BatchFormer().pick(waiting) == [0])
    #expect(BatchFormer().pick(waiting.reversed()) == [0])
  }

  @Test func guardsUniquesAndKeysOverlap() {
    let guarded = Footprint(guards: [.caseQueue])
    #expect(
      BatchFormer().pick([candidate(guarded, key: "1"), candidate(guarded, key: "2")]) == [0])
    let unique = Footprint(uniques: ["x"])
    #expect(BatchFormer().pick([candidate(unique, key: "1"), candidate(unique, key: "2")]) == [0])
    #expect(
      BatchFormer().pick([candidate(Footprint(), key: "1"), candidate(Footprint(), key: "1")]) == [
        0
      ])
  }

  @Test func batchesAreCapped() {
    let many = (0..<LaneLimits.batchOperationsMax + 10).map {
      candidate(Footprint(subjects: [Self.subject(UInt64($0))]), key: "\($0)")
    }
    #expect(BatchFormer().pick(many).count == LaneLimits.batchOperationsMax)
    let large = (0..<3).map {
      candidate(
        Footprint(subjects: [Self.subject(UInt64($0))]), key: "\($0)",
        rows: LaneLimits.batchRowsMax / 2 + 1)
    }
    #expect(BatchFormer().pick(large) == [0])
  }

  @Test func batchesAreCappedByTheTimeTheyWillTake() {
    let (a, b) = (Self.subject(1), Self.subject(2))
    let most = LaneLimits.batchEstimateMax
    let waiting = [
      candidate(Footprint(subjects: [a]), key: "1", estimate: most / 2),
      // Waits for the next batch, and what waits for its row is behind it.
      candidate(Footprint(subjects: [b]), key: "2", estimate: most / 2 + 1),
      candidate(Footprint(subjects: [b]), key: "3"),
      candidate(Footprint(subjects: [Self.subject(3)]), key: "4", estimate: most / 2),
      candidate(Footprint(subjects: [Self.subject(4)]), key: "5"),
    ]
    #expect(BatchFormer().pick(waiting) == [0, 3])
    #expect(BatchFormer().pick(waiting.dropFirst()) == [0, 3])
  }

  @Test func anOperationAboveTheCapRunsAlone() {
    let waiting = [
      candidate(
        Footprint(subjects: [Self.subject(1)]), key: "1", estimate: LaneLimits.batchEstimateMax + 1),
      candidate(Footprint(subjects: [Self.subject(2)]), key: "2"),
    ]
    #expect(BatchFormer().pick(waiting) == [0])
    #expect(BatchFormer().pick(waiting.reversed()) == [0])
  }

  @Test func aQuarantinedOperationSharesWithNobody() {
    let (first, second) = (Self.subject(1), Self.subject(2))
    let waiting = [
      candidate(Footprint(subjects: [first]), key: "1"),
      candidate(Footprint(subjects: [second]), key: "2", alone: true),
    ]
    #expect(BatchFormer().pick(waiting) == [0])
    #expect(BatchFormer().pick(waiting.reversed()) == [0])
  }

  @Test func nothingWaitingNothingPicked() {
    #expect(BatchFormer().pick([BatchFormer.Candidate]()) == [])
  }
}
