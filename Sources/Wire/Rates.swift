/// Counts events over a sliding period, exactly.
///
/// Memory: at most `max` times, none before the first event.
struct SlidingCount: Sendable {
  let max: Int
  let period: UInt64
  private var times: [UInt64] = []
  private var oldest = 0

  init(max: Int, period: UInt64) {
    self.max = max
    self.period = period
  }

  /// Counts one event.
  ///
  /// - Returns: false when it is the one above `max` within `period`; it is not counted then.
  mutating func admits(at now: UInt64) -> Bool {
    guard times.count == max else {
      times.append(now)
      return true
    }
    guard now &- times[oldest] > period else { return false }
    times[oldest] = now
    oldest = oldest + 1 == max ? 0 : oldest + 1
    return true
  }
}

/// A token bucket: `burstMax` events at once, `perSecond` in the long run.
struct Bucket: Sendable {
  private let costOfOne: UInt64
  private let levelMax: UInt64
  private var level: UInt64
  private var filledAt: UInt64

  init(burstMax: Int, perSecond: Int, now: UInt64) {
    precondition(burstMax > 0 && perSecond > 0)
    costOfOne = .second / UInt64(perSecond)
    levelMax = costOfOne * UInt64(burstMax)
    level = levelMax
    filledAt = now
  }

  /// - Returns: false when the bucket is empty.
  mutating func admits(at now: UInt64) -> Bool {
    if now > filledAt {
      level = min(levelMax, level + min(now - filledAt, levelMax))
      filledAt = now
    }
    guard level >= costOfOne else { return false }
    level -= costOfOne
    return true
  }
}
