/// A product of positive integers which may exceed every fixed width.
struct Product: Sendable {
  /// 64-bit digits, the least first.
  private var digits: [UInt64] = [1]

  mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in digits.indices {
      let (high, low) = digits[index].multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      digits[index] = sum
      carry = high + (overflow ? 1 : 0)
    }
    if carry > 0 { digits.append(carry) }
  }

  func multiplied(by factor: UInt64) -> Product {
    var product = self
    product.multiply(by: factor)
    return product
  }

  static func <= (left: Product, right: Product) -> Bool {
    let (left, right) = (left.significant, right.significant)
    guard left.count == right.count else { return left.count < right.count }
    for (a, b) in zip(left.reversed(), right.reversed()) where a != b { return a < b }
    return true
  }

  private var significant: ArraySlice<UInt64> {
    digits.prefix { _ in true }.dropLastZeroes()
  }
}

extension ArraySlice<UInt64> {
  fileprivate func dropLastZeroes() -> ArraySlice<UInt64> {
    var slice = self
    while slice.last == 0 { slice.removeLast() }
    return slice
  }
}
