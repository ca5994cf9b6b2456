/// How log odds become points.
package struct ScoreScaling: Sendable, Equatable {
  /// Points of doubling the odds over ln 2.
  package let factor: Fixed
  package let offset: Fixed

  /// `score` at odds of `odds` : 1; `pointsToDouble` more at twice the odds.
  package init(pointsToDouble: Int64, score: Int64, odds: Int64) {
    precondition(odds > 0, "odds are positive")
    factor = Fixed(pointsToDouble) / Fixed.logarithm(2, over: 1)
    offset = Fixed(score) - factor * Fixed.logarithm(Int128(odds), over: 1)
  }

  /// The score of a probability of default in 1...999 999 ppm; stored as `rounded`.
  package func score(pdPPM: Int64) -> Fixed {
    precondition((1..<1_000_000).contains(pdPPM), "a probability strictly between 0 and 1")
    return offset + factor * Fixed.logarithm(ppm - Int128(pdPPM), over: Int128(pdPPM))
  }

  /// Points of the chosen bin of each feature in a model which predicts bad:
  /// `-(beta × WoE + alpha / n) × factor + offset / n`. Coefficients are millionths.
  package func points(
    alphaMillionths alpha: Int64, _ bins: [(betaMillionths: Int64, woeMillionths: Int64)]
  ) -> [Fixed] {
    guard !bins.isEmpty else { return [] }
    let count = Fixed(Int64(bins.count))
    return bins.map { bin in
      let logOdds =
        Fixed(millionths: bin.betaMillionths) * Fixed(millionths: bin.woeMillionths)
        + Fixed(millionths: alpha) / count
      return offset / count - logOdds * factor
    }
  }
}

/// How well the bins of a feature, listed best first, part good from bad.
package struct BinStatistics: Sendable, Equatable {
  /// Largest count of one cell, so that products of totals keep within the logarithm's bound.
  package static let countMax: Int64 = 1 << 48

  package struct Bin: Sendable, Equatable {
    package var good: Int64
    package var bad: Int64

    package init(good: Int64, bad: Int64) {
      self.good = good
      self.bad = bad
    }
  }

  /// Weight of evidence of each bin: positive is better than average.
  package let weights: [Fixed]
  package let informationValue: Fixed
  /// Largest distance of the cumulative shares.
  package let ks: Fixed
  /// Probability that a good one scores above a bad one, ties half.
  package let auc: Fixed
  package let gini: Fixed

  /// - Returns: nil, undefined, when there is no good one or no bad one.
  package init?(_ bins: [Bin]) {
    precondition(
      bins.allSatisfy {
        (0...Self.countMax).contains($0.good) && (0...Self.countMax).contains($0.bad)
      },
      "a count out of bounds")
    let good = bins.reduce(Int128(0)) { $0 + Int128($1.good) }
    let bad = bins.reduce(Int128(0)) { $0 + Int128($1.bad) }
    guard good > 0, bad > 0 else { return nil }
    var (weights, value) = ([Fixed](), Fixed(0))
    var (goodSoFar, badSoFar, distance, wins) = (Int128(0), Int128(0), Int128(0), Int128(0))
    for bin in bins {
      // Twice the counts, so that the half added to both cells of a bin with an empty one is whole.
      let half: Int128 = bin.good == 0 || bin.bad == 0 ? 1 : 0
      let (twiceGood, twiceBad) = (2 * Int128(bin.good) + half, 2 * Int128(bin.bad) + half)
      let weight = Fixed.logarithm(twiceGood * bad, over: twiceBad * good)
      weights.append(weight)
      value =
        value + (Fixed(twiceGood, over: 2 * good) - Fixed(twiceBad, over: 2 * bad)) * weight
      goodSoFar += Int128(bin.good)
      badSoFar += Int128(bin.bad)
      let apart = badSoFar * good - goodSoFar * bad
      distance = max(distance, apart < 0 ? -apart : apart)
      wins += Int128(bin.good) * (2 * (bad - badSoFar) + Int128(bin.bad))
    }
    self.weights = weights
    informationValue = value
    ks = Fixed(distance, over: good * bad)
    auc = Fixed(wins, over: 2 * good * bad)
    gini = Fixed(wins - good * bad, over: good * bad)
  }
}

/// Whether a population has moved away from the one a model was built on.
package struct Stability: Sendable, Equatable {
  package enum Verdict: Int16, Sendable, CaseIterable {
    /// Below 0.1.
    case stable = 1
    case watch
    /// Above 0.25.
    case act
  }

  /// Share taken for a smaller one, in ppm.
  package static let shareMinPPM: Int64 = 100

  package let index: Fixed
  package let verdict: Verdict

  /// Compares shares in ppm, bin by bin; both lists have the same length.
  package init(expectedPPM: [Int64], actualPPM: [Int64]) {
    precondition(expectedPPM.count == actualPPM.count, "as many actual shares as expected ones")
    index = zip(expectedPPM, actualPPM).reduce(Fixed(0)) { sum, shares in
      let expected = max(Self.shareMinPPM, shares.0)
      let actual = max(Self.shareMinPPM, shares.1)
      return sum + Fixed(millionths: actual - expected)
        * Fixed.logarithm(Int128(actual), over: Int128(expected))
    }
    if index < Fixed(millionths: 100_000) {
      verdict = .stable
    } else if index <= Fixed(millionths: 250_000) {
      verdict = .watch
    } else {
      verdict = .act
    }
  }
}

/// Why a score is not higher.
package enum ReasonCodes {
  /// Most reasons given. Source: Regulation B, 12 CFR 1002.9, official comment 9(b)(2)-1.
  package static let reasonsMax = 4

  package struct Feature: Sendable, Equatable {
    package var code: String
    package var points: Int64
    /// Points of the best bin.
    package var bestPoints: Int64

    package init(code: String, points: Int64, bestPoints: Int64) {
      self.code = code
      self.points = points
      self.bestPoints = bestPoints
    }
  }

  /// The features with the largest loss of points, equal losses by code; no loss, no reason.
  package static func reasons(_ features: [Feature]) -> [String] {
    features.filter { $0.points < $0.bestPoints }
      .sorted { left, right in
        let (leftLoss, rightLoss) = (left.bestPoints - left.points, right.bestPoints - right.points)
        if leftLoss != rightLoss { return leftLoss > rightLoss }
        return left.code.utf8.lexicographicallyPrecedes(right.code.utf8)
      }
      .prefix(reasonsMax).map(\.code)
  }
}
