import Testing

// What a batch costs is the lane's own affair and stays internal.
@testable import Engine

/// Goal: what an operation costs is learned from whole batches, within bounds. Method: durations
/// in, estimates out; no clock, no database.
@Suite struct BatchPaceTests {
  private typealias Share = BatchPace.Share
  private static let millisecond: UInt64 = 1_000_000
  private static let small = Share(method: "small", rows: 8)
  private static let large = Share(method: "large", rows: 8)
  private static let start = UInt64(LaneLimits.rowDurationStart) * 8

  /// Batches of these, each taking the base and what its operations take in truth.
  private func learn(
    _ pace: inout BatchPace, _ written: [Share], batches: Int, isAlone: Bool = false,
    _ truth: (Share) -> UInt64
  ) {
    for _ in 0..<batches {
      pace.took(
        2 * Self.millisecond + written.reduce(0) { $0 + truth($1) }, for: written, isAlone: isAlone)
    }
  }

  private func isNear(_ estimate: UInt64, _ truth: UInt64) -> Bool {
    (truth * 9 / 10...truth * 11 / 10).contains(estimate)
  }

  @Test func whatWasNeverSeenCostsItsStart() {
    #expect(BatchPace().estimate(Self.small) == Self.start)
    #expect(BatchPace().estimate(Share(method: "small", rows: 80)) == 10 * Self.start)
    #expect(BatchPace().estimate(Share(method: "small", rows: 0)) == Self.start / 8)
  }

  @Test func eachMethodIsLearnedByTheRow() {
    var pace = BatchPace()
    for _ in 0..<60 {
      learn(&pace, [Share](repeating: Self.small, count: 40), batches: 1) { _ in
        10 * Self.millisecond
      }
      learn(&pace, [Self.large, Self.large], batches: 1) { _ in 90 * Self.millisecond }
    }
    // Nothing shorter was seen: up to the bound of the base goes to nobody.
    #expect((8 * Self.millisecond...10 * Self.millisecond).contains(pace.estimate(Self.small)))
    #expect((60 * Self.millisecond...90 * Self.millisecond).contains(pace.estimate(Self.large)))
    let twice = pace.estimate(Share(method: "large", rows: 16))
    #expect(isNear(twice, 2 * pace.estimate(Self.large)))
  }

  @Test func aBatchIsAttributedInTheExpectedProportion() {
    var pace = BatchPace()
    let batch = [Self.small, Self.small, Share(method: "large", rows: 32)]
    learn(&pace, batch, batches: 1) { _ in 100 * Self.millisecond }
    let (small, large) = (pace.estimate(Self.small), pace.estimate(batch[2]))
    #expect(small > Self.start)
    #expect(isNear(large, 4 * small))
    // Their sum comes to what the batch takes.
    learn(&pace, batch, batches: 20) { _ in 20 * Self.millisecond }
    #expect(pace.estimate(Self.small) * 2 + pace.estimate(batch[2]) <= 62 * Self.millisecond)
  }

  @Test func whatEveryBatchTakesIsNobodys() {
    var pace = BatchPace()
    // A slow disk: each commit takes 30 ms.
    for _ in 0..<100 { pace.took(30 * Self.millisecond, for: [Self.small], isAlone: true) }
    #expect(pace.estimate(Self.small) == UInt64(LaneLimits.rowDurationMin) * 8)
    // Above the bound the rest is the operations'.
    for _ in 0..<100 {
      pace.took(
        LaneLimits.batchBaseMax + 40 * Self.millisecond, for: [Self.small, Self.small],
        isAlone: false)
    }
    #expect(isNear(pace.estimate(Self.small), 20 * Self.millisecond))
  }

  @Test func oneStallOfTheDiskCapsNoSmallWrites() {
    var pace = BatchPace()
    pace.took(10_000 * Self.millisecond, for: [Self.small, Self.small], isAlone: false)
    #expect(pace.estimate(Self.small) > 4 * Self.start)
    #expect(
      pace.estimate(Self.small) * UInt64(LaneLimits.batchOperationsMax)
        <= LaneLimits.batchEstimateMax)
  }

  @Test func whatIsSlowInCompanyComesToRunAlone() {
    var pace = BatchPace()
    learn(&pace, [Self.large, Self.large], batches: 30) { _ in 1_000 * Self.millisecond }
    #expect(pace.estimate(Self.large) == LaneLimits.batchEstimateMax)
    #expect(pace.estimate(Self.small) == Self.start)
    // And is known to be quick again once it is.
    learn(&pace, [Self.large], batches: 60, isAlone: true) { _ in 0 }
    #expect(pace.estimate(Self.large) == UInt64(LaneLimits.rowDurationMin) * 8)
  }

  @Test func whoWaitsAloneForOthersMayStillShare() {
    var pace = BatchPace()
    learn(&pace, [Self.large], batches: 30, isAlone: true) { _ in 2_000 * Self.millisecond }
    #expect(isNear(pace.estimate(Self.large), LaneLimits.batchEstimateMax / 2))
    #expect(pace.estimate(Self.large) * 2 <= LaneLimits.batchEstimateMax)
  }

  @Test func estimatesStayWithinTheirBounds() {
    var pace = BatchPace()
    for _ in 0..<200 { pace.took(.max, for: [Self.small, Self.large], isAlone: false) }
    #expect(
      pace.estimate(Share(method: "small", rows: .max)) == LaneLimits.batchEstimateMax)
    #expect(pace.estimate(Share(method: "small", rows: 1)) == LaneLimits.batchEstimateMax)
    // So near that a slow hour is soon forgotten.
    for _ in 0..<50 { pace.took(0, for: [Self.small], isAlone: false) }
    #expect(pace.estimate(Self.small) == UInt64(LaneLimits.rowDurationMin) * 8)
  }

  @Test func noMoreMethodsAreRememberedThanTheMost() {
    var pace = BatchPace()
    let methods = (0...LaneLimits.pacedMethodsMax).map { Share(method: "\($0)", rows: 8) }
    for method in methods { pace.took(1_000 * Self.millisecond, for: [method], isAlone: true) }
    #expect(methods.dropLast().allSatisfy { pace.estimate($0) > Self.start })
    #expect(methods.last.map { pace.estimate($0) } == Self.start)
  }
}
