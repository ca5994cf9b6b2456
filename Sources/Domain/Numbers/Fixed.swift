/// A number with eighteen decimals, in integers so that every machine gets the same digits.
package struct Fixed: Sendable, Hashable, Comparable {
  /// Units in one: 10^18.
  package static let one: Int128 = 1_000_000_000_000_000_000

  /// The value in units of 10^-18.
  package let raw: Int128

  package init(raw: Int128) { self.raw = raw }

  /// An integer.
  package init(_ integer: Int64) { raw = Int128(integer) * Self.one }

  /// A value given in millionths, as model coefficients are stored.
  package init(millionths: Int64) { raw = Int128(millionths) * (Self.one / ppm) }

  /// `numerator / denominator`, rounded to the last decimal; the denominator is positive.
  package init(_ numerator: Int128, over denominator: Int128) {
    raw = scaled(numerator, by: Self.one, over: denominator)
  }

  /// Nearest integer; a half goes away from zero.
  package var rounded: Int64 { amount(Quotient(raw, over: Self.one).rounded) }

  /// In millionths, rounded half away from zero.
  package var millionths: Int64 { amount(Quotient(raw, over: Self.one / ppm).rounded) }

  /// For display and comparison within a tolerance, never for a stored figure.
  package var approximate: Double { Double(raw) / Double(Self.one) }

  package static func + (left: Fixed, right: Fixed) -> Fixed { Fixed(raw: left.raw + right.raw) }
  package static func - (left: Fixed, right: Fixed) -> Fixed { Fixed(raw: left.raw - right.raw) }
  package static prefix func - (value: Fixed) -> Fixed { Fixed(raw: -value.raw) }
  package static func * (left: Fixed, right: Fixed) -> Fixed {
    Fixed(raw: scaled(left.raw, by: right.raw, over: one))
  }

  /// The divisor is positive.
  package static func / (left: Fixed, right: Fixed) -> Fixed {
    Fixed(raw: scaled(left.raw, by: one, over: right.raw))
  }
  package static func < (left: Fixed, right: Fixed) -> Bool { left.raw < right.raw }
}
