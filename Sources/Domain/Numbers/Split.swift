/// Divides a whole into integer parts which add up to it.
package enum Split {
  /// Shares of `amount` by `weights`: the floor of each, then one unit each to the largest
  /// fractions; equal fractions in list order.
  ///
  /// `amount` and each weight are 0 or more. All weights 0 give parts of 0, and nothing is split.
  package static func largestRemainder(_ amount: Int64, weights: [Int64]) -> [Int64] {
    precondition(amount >= 0, "an amount to split is not negative")
    precondition(weights.allSatisfy { $0 >= 0 }, "a weight is not negative")
    let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
    guard total > 0 else { return weights.map { _ in 0 } }
    var parts: [Int64] = []
    var fractions: [(index: Int, remainder: Int128)] = []
    parts.reserveCapacity(weights.count)
    fractions.reserveCapacity(weights.count)
    for (index, weight) in weights.enumerated() {
      let (floor, remainder) = (Int128(amount) * Int128(weight))
        .quotientAndRemainder(dividingBy: total)
      parts.append(Int64(floor))
      fractions.append((index, remainder))
    }
    let missing = Int(amount - parts.reduce(0, +))
    fractions.sort { ($1.remainder, $0.index) < ($0.remainder, $1.index) }
    for fraction in fractions.prefix(missing) { parts[fraction.index] += 1 }
    return parts
  }
}
