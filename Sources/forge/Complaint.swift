/// What is wrong, and in which file.
package struct Complaint: Error, Sendable, Equatable, CustomStringConvertible {
  /// Relative to the repository's root; empty when no file is to blame.
  package let file: String
  /// From 1; nil when the whole file is meant.
  package let line: Int?
  package let text: String

  package init(_ file: String, line: Int? = nil, _ text: String) {
    self.file = file
    self.line = line
    self.text = text
  }

  package var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return place.isEmpty ? text : "\(place): \(text)"
  }
}
