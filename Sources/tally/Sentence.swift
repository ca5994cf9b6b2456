/// A text for a person, kept apart from what is put into it, so that it can be said in another
/// language.
package struct Sentence: Sendable, Equatable, ExpressibleByStringInterpolation {
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pattern = ""
    fileprivate var values: [String] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { pattern += literal }

    package mutating func appendInterpolation<Value>(_ value: Value) {
      pattern += String(Sentence.hole)
      values.append("\(value)")
    }
  }

  /// Stands in a pattern where a value is put in. The English text itself never holds it.
  package static let hole: Character = "%"

  /// The English text with its holes.
  package let pattern: String
  private let values: [String]

  package init(stringLiteral: String) {
    pattern = stringLiteral
    values = []
  }

  package init(stringInterpolation: StringInterpolation) {
    pattern = stringInterpolation.pattern
    values = stringInterpolation.values
  }

  /// The text with its values, after `pattern`: another language's, with as many holes.
  package func text(_ pattern: String? = nil) -> String {
    var out = ""
    var rest = values[...]
    for character in pattern ?? self.pattern {
      if character == Self.hole, let value = rest.popFirst() {
        out += value
      } else {
        out.append(character)
      }
    }
    return out
  }
}
