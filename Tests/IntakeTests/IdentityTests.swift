import Intake
import Testing

@Suite struct IdentityTests {
  @Test(arguments: IdentityGenerator.Style.allCases)
  func givesEachRowItsOwnPerson(style: IdentityGenerator.Style) {
    let generator = IdentityGenerator(seed: 7, style: style)
    let people = (2..<30_002).map { generator.identity(number: $0) }
    #expect(Set(people.map(\.residentID)).count == people.count)
    #expect(Set(people.map(\.phone)).count == people.count)
    #expect(Set(people.map(\.name)).count > 3000)
    #expect(generator.identity(number: 2) == people[0])
    let other = IdentityGenerator(seed: 8, style: style)
    #expect(other.identity(number: 2) != people[0])
  }

  @Test func makesValidTaiwaneseIdentifiersOfNobody() throws {
    // The letters' numbers as the table is usually printed, not in their order of issue.
    let numbers: [Character: Int] = [
      "A": 10, "B": 11, "C": 12, "D": 13, "E": 14, "F": 15, "G": 16, "H": 17, "I": 34, "J": 18,
      "K": 19, "L": 20, "M": 21, "N": 22, "O": 35, "P": 23, "Q": 24, "R": 25, "S": 26, "T": 27,
      "U": 28, "V": 29, "W": 32, "X": 30, "Y": 31, "Z": 33,
    ]
    let generator = IdentityGenerator(seed: 1, style: .taiwan)
    for row in 1...5000 as ClosedRange<UInt64> {
      let person = generator.identity(number: row)
      let digits = person.residentID.dropFirst().compactMap(\.wholeNumberValue)
      let letter = try #require(person.residentID.first)
      let number = try #require(numbers[letter])
      #expect(digits.count == 9)
      let all = [number / 10, number % 10] + digits
      let weights = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]
      #expect(zip(all, weights).reduce(0) { $0 + $1.0 * $1.1 }.isMultiple(of: 10))
      #expect(digits[0] == 5)
      #expect(person.phone.hasPrefix("+88601"))
      #expect(person.phone.utf8.count == 13)
    }
  }

  @Test func makesValidMainlandIdentifiersOfNobody() {
    let generator = IdentityGenerator(seed: 1, style: .mainland)
    for row in 1...5000 as ClosedRange<UInt64> {
      let person = generator.identity(number: row)
      let values = person.residentID.map { $0 == "X" ? 10 : $0.wholeNumberValue ?? -1 }
      #expect(values.count == 18)
      // ISO 7064, MOD 11-2: weights are the powers of two modulo 11, from the right.
      var sum = 0
      for value in values { sum = (sum * 2 + value) % 11 }
      #expect(sum == 1)
      #expect(person.residentID.hasPrefix("999999"))
      #expect(person.phone.hasPrefix("+861200"))
      #expect(person.phone.utf8.count == 14)
    }
  }
}
