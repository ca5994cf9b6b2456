import Domain

/// Decides which waiting operations share the next transaction. Pure.
struct BatchFormer: Sendable {
  /// What it needs to know of a waiting operation.
  struct Candidate: Sendable {
    let footprint: Footprint
    let key: CommandKey
    let rowEstimate: Int
    /// How long it will take, in nanoseconds.
    let estimate: UInt64
    let runsAlone: Bool
  }

  /// Whether two operations may share a transaction. Always the default but in the test that
  /// leaves the rule out.
  var mayShare: @Sendable (Footprint, Footprint) -> Bool = { $0.isDisjoint(from: $1) }

  /// Picks positions of `waiting`, first in first out for every row: an operation that overlaps
  /// with an earlier one which was not taken is not taken either.
  ///
  /// - Returns: rising positions; at least the first when `waiting` is not empty.
  func pick(_ waiting: some Collection<Candidate>) -> [Int] {
    var taken: [Int] = []
    var blocked: Footprint?
    var keys: Set<CommandKey> = []
    var rows = 0
    var duration: UInt64 = 0
    for (position, candidate) in waiting.enumerated() {
      if taken.count == LaneLimits.batchOperationsMax { break }
      let fits =
        taken.isEmpty
        || (rows + candidate.rowEstimate <= LaneLimits.batchRowsMax
          && duration + candidate.estimate <= LaneLimits.batchEstimateMax)
      let isAloneInVain = candidate.runsAlone && !taken.isEmpty
      if fits, !isAloneInVain, blocked.map({ mayShare(candidate.footprint, $0) }) ?? true,
        !keys.contains(candidate.key)
      {
        taken.append(position)
        rows += candidate.rowEstimate
        duration += candidate.estimate
        if candidate.runsAlone { break }
      }
      // Taken or not, later operations may not overtake it on its rows.
      if blocked == nil {
        blocked = candidate.footprint
      } else {
        blocked?.formUnion(candidate.footprint)
      }
      keys.insert(candidate.key)
    }
    return taken
  }
}
