/// Working precision of the functions below: 10^-36, so that eighteen decimals are left after the
/// errors of a thousand steps.
private let fine: Int128 = 1_000_000_000_000_000_000_000_000_000_000_000_000

/// ln 2 in units of 10^-36. Source: OEIS A002162.
private let fineLn2: Int128 = 693_147_180_559_945_309_417_232_121_458_176_568

private func times(_ left: Int128, _ right: Int128) -> Int128 {
  scaled(left, by: right, over: fine)
}

extension Fixed {
  /// Largest part of the fraction whose logarithm is taken: room for three doublings in 128 bits.
  private static let logarithmPartMax: Int128 = 1 << 120
  /// e^40 has eighteen digits before the point and eighteen after it.
  private static let exponentMax: Int64 = 40
  /// Largest square: its product with 10^18 still fits 128 bits.
  private static let squareMax: Int64 = 100

  private init(fine value: Int128) { raw = Quotient(value, over: Self.one).rounded }

  /// The natural logarithm of `numerator / denominator`; both lie in 1...2^120.
  package static func logarithm(_ numerator: Int128, over denominator: Int128) -> Fixed {
    precondition((1...logarithmPartMax).contains(numerator), "numerator outside 1...2^120")
    precondition((1...logarithmPartMax).contains(denominator), "denominator outside 1...2^120")
    // Powers of two bring the fraction m into 3/4...4/3; then ln m = 2 atanh((m - 1) / (m + 1)).
    var (top, bottom, exponent) = (numerator, denominator, Int128(0))
    while 4 * top < 3 * bottom {
      top *= 2
      exponent -= 1
    }
    while 3 * top > 4 * bottom {
      bottom *= 2
      exponent += 1
    }
    let z = scaled(top - bottom, by: fine, over: top + bottom)
    let square = times(z, z)
    var (power, total, divisor) = (z, z, Int128(3))
    while power != 0 {
      power = times(power, square)
      total += power / divisor
      divisor += 2
    }
    return Fixed(fine: 2 * total + exponent * fineLn2)
  }

  /// e to the power of `exponent`, which lies in -40...40.
  package static func exponential(_ exponent: Fixed) -> Fixed {
    precondition(exponent >= Fixed(-exponentMax), "an exponent below -40")
    precondition(exponent <= Fixed(exponentMax), "an exponent above 40")
    let x = exponent.raw * one
    let doublings = Quotient(x, over: fineLn2).rounded
    let rest = x - doublings * fineLn2
    var (term, total, divisor) = (fine, fine, Int128(1))
    while term != 0 {
      term = times(term, rest) / divisor
      total += term
      divisor += 1
    }
    if doublings >= 0 {
      return Fixed(raw: scaled(total, by: 1 << doublings, over: one))
    }
    return Fixed(raw: Quotient(total, over: one << -doublings).rounded)
  }

  /// The square root, cut after the last decimal; the value lies in 0...100.
  package var squareRoot: Fixed {
    precondition(self >= Fixed(0), "a square is not negative")
    precondition(self <= Fixed(Self.squareMax), "a square above 100")
    let square = raw * Self.one
    guard square > 0 else { return self }
    // Newton from above; the first value not smaller than its predecessor is the floor.
    var root = Int128(1) << (Int128(Int128.bitWidth - square.leadingZeroBitCount + 1) / 2)
    while true {
      let next = (root + square / root) / 2
      guard next < root else { return Fixed(raw: root) }
      root = next
    }
  }

  /// `(1 + rate)^(-months / 12)`, the value today of one unit paid after `months`.
  ///
  /// `ratePPM` is the rate of a year, 0...`Limits.ratePPMMax`; `months` 0...`Limits.monthCountMax`.
  package static func discountFactor(ratePPM: Int64, months: Int) -> Fixed {
    precondition(Limits.admits(ratePPM: ratePPM), "rate out of bounds")
    precondition((0...Limits.monthCountMax).contains(months), "months out of bounds")
    let year = scaled(fine, by: ppm, over: ppm + Int128(ratePPM))
    let (years, rest) = months.quotientAndRemainder(dividingBy: 12)
    let whole = power(year, years)
    return Fixed(fine: rest == 0 ? whole : times(whole, power(twelfthRoot(year), rest)))
  }

  private static func power(_ base: Int128, _ exponent: Int) -> Int128 {
    var (result, square, rest) = (fine, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = times(result, square) }
      square = times(square, square)
      rest >>= 1
    }
    return result
  }

  /// Newton's method for y^12 = value from y = 1, which lies above the root since value is at
  /// most 1; from above the steps only fall, and the first that does not ends the search.
  private static func twelfthRoot(_ value: Int128) -> Int128 {
    var root = fine
    while true {
      let eleventh = power(root, 11)
      let step = scaled(times(eleventh, root) - value, by: fine, over: 12 * eleventh)
      guard step > 0 else { return root }
      root -= step
    }
  }
}
