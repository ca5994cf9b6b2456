/// Decimal text as minor units of a currency, exactly.
package enum Amount {
  package enum Fault: Error, Sendable, Equatable {
    case empty, malformed, overflow
    /// More decimals than the currency has, other than zeroes.
    case tooPrecise
  }

  /// Minor units of `text`: an optional minus, digits, and a point with digits. `3913.0` with two
  /// decimals is 391300.
  package static func minorUnits(
    _ text: some StringProtocol, decimals: Int
  ) throws(Fault) -> Int64 {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Limits.amountByteCountMax else { throw .overflow }
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.last?.isEmpty == false,
      parts.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } })
    else { throw .malformed }
    var fraction = parts.count == 2 ? Array(parts[1]) : []
    while fraction.count > decimals {
      guard fraction.removeLast() == 48 else { throw .tooPrecise }
    }
    fraction += [UInt8](repeating: 48, count: decimals - fraction.count)
    var units: Int64 = 0
    for digit in Array(whole) + fraction {
      // Built up as a negative number: Int64.min has no positive counterpart.
      let (shifted, overflowed) = units.multipliedReportingOverflow(by: 10)
      let (next, alsoOverflowed) = shifted.subtractingReportingOverflow(Int64(digit - 48))
      guard !overflowed, !alsoOverflowed else { throw .overflow }
      units = next
    }
    guard !isNegative else { return units }
    guard units != .min else { throw .overflow }
    return -units
  }
}
