import Contract
import Foundation
import Testing
import forge
import tally

/// Goal: every word for a value has a Chinese text, and the lists are those of the specification.
@Suite struct CodesTests {
  private static let repository = Tree(
    root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path)

  @Test func everyWordHasAChineseText() {
    #expect(Codes.all.count == 30)
    for codes in Codes.all {
      #expect(Set(codes.words).count == codes.words.count)
      #expect(Set(codes.chinese).count == codes.chinese.count)
      for (index, text) in codes.chinese.enumerated() {
        #expect(text.unicodeScalars.contains { $0.value > 0x2E80 }, "\(codes.words[index])")
        #expect(codes.word(UInt32(index + 1), in: .chinese) == text)
        #expect(codes.word(codes.words[index].uppercased(), in: .chinese) == text)
        #expect(codes.word(UInt32(index + 1)) == codes.words[index])
        let sent = codes.words[index].uppercased()
        #expect(codes.word(sent, in: .english) == sent)
      }
      #expect(codes.word(0, in: .chinese) == "")
      #expect(codes.word(99, in: .chinese) == "99")
      #expect(codes.word("UNHEARD", in: .chinese) == "UNHEARD")
      #expect(codes.word("UNHEARD", in: .english) == "UNHEARD")
    }
  }

  /// The states which commands show, with the Chinese names of the specification where it has them.
  @Test func statesAreThoseOfTheMachines() throws {
    let page = try Self.repository.text("proto-like-specs/machines.md")
    let machines: [(number: Int, codes: Codes)] = [
      (1, .caseState), (2, .alertState), (4, .promiseState), (8, .repairState),
      (15, .extractState), (26, .jobState),
    ]
    for (number, codes) in machines {
      let section = try #require(page.components(separatedBy: "\n## \(number). ").dropFirst().first)
      let line = try #require(
        section.split(separator: "\n").first { $0.hasPrefix("1 ") })
      let states = line.components(separatedBy: " · ").map {
        $0.split(separator: " ").map(String.init)
      }
      #expect(states.map { $0[1].lowercased() } == codes.words, "machine \(number)")
      for (index, state) in states.enumerated() where state.count > 2 {
        #expect(codes.chinese[index] == state[2], "\(state[1])")
      }
    }
  }

  @Test func rolesAreThoseOfTheContract() {
    #expect(Codes.role.words == Role.allCases.map(\.name))
    #expect(Role.allCases.map { Int($0.rawValue) } == Array(1...Role.allCases.count))
  }
}
