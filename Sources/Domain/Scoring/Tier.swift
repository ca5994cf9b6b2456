/// Band of a credit score; A is the best.
package enum Tier: Int16, Sendable, CaseIterable, Comparable {
  case a = 1
  case b
  case c
  case d
  case e

  /// The lowest score of A, B, C and D.
  private static let lowerBounds: [Int64] = [700, 650, 600, 550]

  package init(score: Int64) {
    let index = Self.lowerBounds.count { score < $0 }
    self = Self.allCases[index]
  }

  /// True for the better band: A < B.
  package static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
}
