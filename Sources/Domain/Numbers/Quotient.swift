/// One million: the scale of rates, ratios and shares.
package let ppm: Int128 = 1_000_000

/// An exact quotient which is rounded once, when it leaves the formula.
package struct Quotient: Sendable {
  package let numerator: Int128
  /// Greater than zero.
  package let denominator: Int128

  package init(_ numerator: Int128, over denominator: Int128) {
    precondition(denominator > 0, "a denominator is positive")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Nearest integer; a half goes away from zero.
  package var rounded: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    // The remainder is smaller than the denominator, so this form cannot overflow.
    guard remainder.magnitude >= denominator.magnitude - remainder.magnitude else {
      return quotient
    }
    return numerator < 0 ? quotient - 1 : quotient + 1
  }

  /// Largest integer not above the quotient.
  package var floored: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Smallest integer not below the quotient.
  package var ceiled: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder > 0 ? quotient + 1 : quotient
  }
}

/// The amount `value`, which the bounds in `Limits` keep within 64 bits.
package func amount(_ value: Int128) -> Int64 {
  precondition(value >= Int128(Int64.min), "amount below 64 bits")
  precondition(value <= Int128(Int64.max), "amount above 64 bits")
  return Int64(value)
}

/// `numerator / denominator` in ppm, rounded half away from zero.
///
/// Beyond 64 bits the figure stays at the largest ppm there is.
/// - Returns: nil, undefined, when the denominator is 0.
package func ratioPPM(_ numerator: Int128, _ denominator: Int128) -> Int64? {
  guard denominator != 0 else { return nil }
  let sign: Int128 = denominator < 0 ? -1 : 1
  let value = Quotient(sign * numerator * ppm, over: sign * denominator).rounded
  return Int64(clamping: value)
}

/// `left × right / divisor` with an intermediate of 256 bits, rounded half away from zero.
package func scaled(_ left: Int128, by right: Int128, over divisor: Int128) -> Int128 {
  precondition(divisor > 0, "a divisor is positive")
  let product = left.magnitude.multipliedFullWidth(by: right.magnitude)
  precondition(product.high < divisor.magnitude, "the quotient exceeds 128 bits")
  let (quotient, remainder) = divisor.magnitude.dividingFullWidth(product)
  let up: UInt128 = remainder >= divisor.magnitude - remainder ? 1 : 0
  let magnitude = Int128(quotient + up)
  return (left < 0) != (right < 0) ? -magnitude : magnitude
}
