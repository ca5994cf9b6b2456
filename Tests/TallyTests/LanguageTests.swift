import Foundation
import Testing
import forge
import tally

/// Goal: nothing which `tally` says to a person has no Chinese text. Method: what its sources give
/// to the places where people are spoken to is looked up.
@Suite struct LanguageTests {
  private struct Said: Hashable {
    let text: String
    let isSentence: Bool
  }

  private static let repository = Tree(
    root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path)

  /// Literals at the places which speak, as `SwiftSource` finds them.
  private static func said(in text: String) -> Set<Said> {
    let source = SwiftSource(path: "a.swift", text: text)
    let code = Array(source.code.joined(separator: "\n").utf8)
    func plain(_ bytes: ArraySlice<UInt8>) -> String {
      String(decoding: bytes.filter { $0 != 0x20 && $0 != 0x0A }, as: UTF8.self)
    }
    var out: Set<Said> = []
    for literal in source.literals {
      let before = plain(code[max(0, literal.range.lowerBound - 2000)..<literal.range.lowerBound])
      let after = plain(code[literal.range.upperBound...].prefix(200))
      let text = literal.text.replacing("\\\"", with: "\"")
      guard text.contains(where: { $0.isLetter || $0 == "%" }), text.contains(where: \.isLetter)
      else { continue }
      if before.contains(#/(\.usage|\.failed|\.unsound|note|sentence|value)\($/#) {
        out.insert(Said(text: text, isSentence: true))
      } else if before.contains(#/->Sentence\{(switch[a-z]+\{)?(case[^{}]*:)?$/#) {
        out.insert(Said(text: text, isSentence: true))
      } else if before.contains(#/(say|section|language\.text)\($|Progress\(io,$/#)
        || before.contains(#/(io\.table\(|eadings=)\[,*$/#)
      {
        out.insert(Said(text: text, isSentence: false))
      } else if before.contains(#/[\[,]\($/#),
        after.contains(#/^,(?!\.(text|number|flag|list|object)\(|json\()/#)
      {
        out.insert(Said(text: text, isSentence: false))
      }
    }
    return out
  }

  @Test func whatIsSaidIsFound() {
    let text = """
      func run() {
        io.note("the line \\(a["b"]) broke")
        io.table(
          ["one", "two"], rows)
        io.facts([("three", a), ("four", "five")])
        io.show(json: .object([("six", .text(a))]))
        throw .usage(
          "\\(path) is no file")
        io.line("seven")
      }
      static func text(_ a: B) -> Sentence {
        switch a {
        case .c: "eight"
        case .d(let count): "nine \\(count)"
        }
      }
      """
    let found = Self.said(in: text)
    #expect(
      Set(found.filter(\.isSentence).map(\.text))
        == ["the line % broke", "% is no file", "eight", "nine %"])
    #expect(Set(found.filter { !$0.isSentence }.map(\.text)) == ["one", "two", "three", "four"])
  }

  @Test func everythingSaidHasAChineseText() throws {
    let files = Self.repository.files(below: "Sources/tally", endingIn: ".swift")
    #expect(files.count > 20)
    var count = 0
    // What measures is read by a script.
    for path in files where !path.contains("Language+") && !path.contains("/Bench/") {
      for said in Self.said(in: try Self.repository.text(path)) {
        count += 1
        let table = said.isSentence ? Language.chineseSentences : Language.chineseWords
        #expect(table[said.text] != nil, "\(path) says \"\(said.text)\"")
      }
    }
    #expect(count > 150)
  }

  @Test func aSentenceKeepsItsHoles() {
    for (english, chinese) in Language.chineseSentences {
      let holes = english.count { $0 == Sentence.hole }
      #expect(chinese.count { $0 == Sentence.hole } == holes, "\(english)")
      #expect(chinese.unicodeScalars.contains { $0.value > 0x2E80 } || holes > 0, "\(english)")
    }
  }

  @Test func valuesAreTakenOverInTheirOrder() {
    let sentence: Sentence = "no \("role") is called \("x%"): \("a")"
    #expect(sentence.text() == "no role is called x%: a")
    #expect(Language.english.text(sentence) == "no role is called x%: a")
    #expect(Language.chinese.text(sentence) == "没有这样的 role：x%；可用：a")
    #expect(Language.chinese.text("unheard of \(1)" as Sentence) == "unheard of 1")
  }
}
