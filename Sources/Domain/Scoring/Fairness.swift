/// Disparate impact of decisions actually taken, 公平性.
package struct Fairness: Sendable, Equatable {
  /// Decisions a group needs to be compared.
  package static let decisionsMin: Int64 = 30

  package struct Group: Sendable, Equatable {
    package var name: String
    package var favourable: Int64
    package var decisions: Int64

    package init(name: String, favourable: Int64, decisions: Int64) {
      self.name = name
      self.favourable = favourable
      self.decisions = decisions
    }
  }

  package enum Verdict: Int16, Sendable, CaseIterable {
    case pass = 1
    /// Below 0.85.
    case watch
    /// Below 0.80. Source: 29 CFR 1607.4(D), a rule of thumb from employment law.
    case fail
    /// Fewer than two groups to compare, or nobody favoured.
    case insufficient
  }

  /// Lowest over highest rate of favourable decisions.
  package let ratioPPM: Int64?
  package let verdict: Verdict
  /// Names of the groups which are too small.
  package let insufficient: [String]
  /// The groups of the lowest and the highest rate; nil without a ratio.
  package let lowest: Group?
  package let highest: Group?

  package init(_ groups: [Group]) {
    insufficient = groups.filter { $0.decisions < Self.decisionsMin }.map(\.name)
    let compared = groups.filter { $0.decisions >= Self.decisionsMin }
    let isLower: (Group, Group) -> Bool = { left, right in
      Int128(left.favourable) * Int128(right.decisions)
        < Int128(right.favourable) * Int128(left.decisions)
    }
    guard compared.count >= 2, let low = compared.min(by: isLower),
      let high = compared.max(by: isLower), high.favourable > 0
    else {
      (ratioPPM, verdict, lowest, highest) = (nil, .insufficient, nil, nil)
      return
    }
    let numerator = Int128(low.favourable) * Int128(high.decisions)
    let denominator = Int128(low.decisions) * Int128(high.favourable)
    ratioPPM = Domain.ratioPPM(numerator, denominator)
    (lowest, highest) = (low, high)
    if numerator * 100 < denominator * 80 {
      verdict = .fail
    } else if numerator * 100 < denominator * 85 {
      verdict = .watch
    } else {
      verdict = .pass
    }
  }

  /// The 95 % interval of the ratio of two groups' rates.
  ///
  /// - Returns: nil when nobody of either group is favoured.
  package static func interval(low: Group, high: Group) -> (low: Fixed, high: Fixed)? {
    guard low.favourable > 0, high.favourable > 0 else { return nil }
    let ratio = Fixed.logarithm(
      Int128(low.favourable) * Int128(high.decisions),
      over: Int128(low.decisions) * Int128(high.favourable))
    let variance = [low, high].reduce(Fixed(0)) { sum, group in
      let missed = Int128(group.decisions) - Int128(group.favourable)
      return sum + Fixed(missed, over: Int128(group.decisions) * Int128(group.favourable))
    }
    // 1.959964: the normal quantile of 97.5 %.
    let width = Fixed(millionths: 1_959_964) * variance.squareRoot
    return (Fixed.exponential(ratio - width), Fixed.exponential(ratio + width))
  }
}
