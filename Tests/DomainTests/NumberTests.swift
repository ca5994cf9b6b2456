import Bytes
import Domain
import Foundation
import Testing

/// Rounding, splitting and fixed-point functions against plain definitions.
struct NumberTests {
  @Test func aHalfGoesAwayFromZero() {
    #expect(Quotient(5, over: 2).rounded == 3)
    #expect(Quotient(-5, over: 2).rounded == -3)
    #expect(Quotient(49, over: 100).rounded == 0)
    #expect(Quotient(-1, over: 3).rounded == 0)
    #expect(Quotient(-2, over: 3).rounded == -1)
    #expect(Quotient(-5, over: 2).floored == -3)
    #expect(Quotient(-5, over: 2).ceiled == -2)
    #expect(Quotient(5, over: 2).ceiled == 3)
    #expect(Quotient(.max, over: .max).rounded == 1)
    #expect(Quotient(.min + 1, over: .max).rounded == -1)
    #expect(ratioPPM(1, 0) == nil)
    #expect(ratioPPM(-1, -3) == 333_333)
    #expect(ratioPPM(Int128(1) << 100, 1) == .max)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func scalingEqualsExactDivision(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<2000 {
      let (a, b) = (Int128(dice.roll(-1_000_000...1_000_000)), Int128(dice.roll(-999...999)))
      let divisor = Int128(dice.roll(1...5000))
      #expect(scaled(a, by: b, over: divisor) == Quotient(a * b, over: divisor).rounded)
    }
    let big = Int128(1) << 120
    #expect(scaled(big, by: big, over: big) == big)
    #expect(scaled(-big, by: big - 1, over: big) == -(big - 1))
  }

  @Test(arguments: [UInt64(11), 12, 13, 14])
  func partsOfASplitAddUp(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<1000 {
      let weights = (0..<dice.pick(1...12)).map { _ in
        dice.flip() ? dice.roll(0...5) : dice.roll(0...Limits.amountMinorMax)
      }
      let amount = dice.flip() ? dice.roll(0...100) : dice.roll(0...Limits.amountMinorMax)
      let parts = Split.largestRemainder(amount, weights: weights)
      let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
      guard total > 0 else {
        #expect(parts.allSatisfy { $0 == 0 })
        continue
      }
      #expect(parts.reduce(0, +) == amount, "seed \(seed)")
      for (part, weight) in zip(parts, weights) {
        let exact = Int128(amount) * Int128(weight)
        // Every part is its exact share, up or down by less than one unit.
        #expect(Int128(part) * total > exact - total && Int128(part) * total < exact + total)
      }
    }
  }

  @Test func logarithmsAndExponentials() {
    #expect(Fixed.logarithm(2, over: 1).raw == 693_147_180_559_945_309)
    #expect(Fixed.logarithm(1, over: 2).raw == -693_147_180_559_945_309)
    #expect(Fixed.logarithm(10, over: 1).raw == 2_302_585_092_994_045_684)
    #expect(Fixed.logarithm(7, over: 7).raw == 0)
    #expect(Fixed.logarithm(1 << 120, over: 1).raw == 83_177_661_667_193_437_130)
    #expect(Fixed.exponential(Fixed(1)).raw == 2_718_281_828_459_045_235)
    #expect(Fixed.exponential(Fixed(-1)).raw == 367_879_441_171_442_322)
    #expect(Fixed.exponential(Fixed(0)).raw == Fixed.one)
    #expect(Fixed(2).squareRoot.raw == 1_414_213_562_373_095_048)
    #expect(Fixed(0).squareRoot.raw == 0)
    #expect(Fixed(raw: 1).squareRoot.raw == 1_000_000_000)
    #expect(Fixed(100).squareRoot == Fixed(10))
  }

  @Test(arguments: [UInt64(21), 22])
  func fixedFunctionsAgreeWithFloatingPoint(seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<500 {
      let (a, b) = (dice.roll(1...1_000_000_000), dice.roll(1...1_000_000_000))
      let logarithm = Fixed.logarithm(Int128(a), over: Int128(b))
      #expect(abs(logarithm.approximate - log(Double(a) / Double(b))) < 1e-12)
      let back = Fixed.exponential(logarithm).approximate
      #expect(abs(back / (Double(a) / Double(b)) - 1) < 1e-8)
      let rate = dice.roll(0...Limits.ratePPMMax)
      let months = dice.pick(0...240)
      let factor = Fixed.discountFactor(ratePPM: rate, months: months).approximate
      #expect(abs(factor - pow(1 + Double(rate) / 1e6, -Double(months) / 12)) < 1e-12)
    }
  }

  @Test func discountFactors() {
    #expect(Fixed.discountFactor(ratePPM: 100_000, months: 0).raw == Fixed.one)
    #expect(Fixed.discountFactor(ratePPM: 0, months: 1200).raw == Fixed.one)
    #expect(Fixed.discountFactor(ratePPM: 100_000, months: 12).raw == 909_090_909_090_909_091)
    // 1.1^(-1.5), from a calculation with fifty digits.
    #expect(Fixed.discountFactor(ratePPM: 100_000, months: 18).raw == 866_784_172_041_447_559)
    #expect(Fixed.discountFactor(ratePPM: Limits.ratePPMMax, months: 1200).raw == 0)
  }

  @Test func theLimitsKeepInterestWithin64Bits() {
    let interest = Interest.amount(
      principal: Limits.amountMinorMax, ratePPM: Limits.ratePPMMax, days: Limits.dayCountMax,
      basis: 360)
    #expect(interest == 1_016_666_666_666_666_667)
    #expect(Limits.admits(amount: Limits.amountMinorMax))
    #expect(!Limits.admits(amount: Limits.amountMinorMax + 1))
    #expect(!Limits.admits(amount: -1))
    #expect(!Limits.admits(ratePPM: Limits.ratePPMMax + 1))
    #expect(!Limits.admits(dayCount: Limits.dayCountMax + 1))
  }

  @Test func badArgumentsTrap() async {
    await #expect(processExitsWith: .failure) { _ = Quotient(1, over: 0) }
    await #expect(processExitsWith: .failure) { _ = Split.largestRemainder(-1, weights: [1]) }
    await #expect(processExitsWith: .failure) { _ = Fixed.logarithm(0, over: 1) }
    await #expect(processExitsWith: .failure) { _ = amount(Int128(Int64.max) + 1) }
  }
}
