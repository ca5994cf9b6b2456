import Bytes
import Crypto
package import Foundation

/// The header of a generated file: what it was made from, and the SHA-256 of that.
package struct SourceMark: Sendable, Equatable {
  /// Files and folders; a folder stands for every `.sql` and `.proto` file below it.
  package let sources: [String]
  package let digest: String

  /// Marks what `sources` hold now.
  package init(of sources: [String], in tree: Tree) throws(Complaint) {
    var hash = SHA256()
    let files = sources.flatMap { tree.files(below: $0) }
      .filter { $0.hasSuffix(".sql") || $0.hasSuffix(".proto") }
    for file in Set(files).sorted() {
      hash.update(data: Data("\(file)\0".utf8))
      hash.update(data: try tree.bytes(file))
      hash.update(data: [0])
    }
    self.sources = sources
    digest = Hex.text(hash.finalize())
  }

  /// Reads the mark of a generated file.
  ///
  /// - Returns: nil when `text` carries none.
  package init?(readFrom text: String) {
    var sources: [String]?
    var digest: String?
    for line in text.split(separator: "\n").prefix(8) {
      if line.hasPrefix(Self.sourcesLabel) {
        sources = line.dropFirst(Self.sourcesLabel.count).split(separator: " ").map(String.init)
      } else if line.hasPrefix(Self.digestLabel) {
        digest = String(line.dropFirst(Self.digestLabel.count))
      }
    }
    guard let sources, let digest else { return nil }
    self.sources = sources
    self.digest = digest
  }

  private static let sourcesLabel = "// Sources: "
  private static let digestLabel = "// SHA-256: "

  /// The comment lines on top of a generated file.
  package func header(by command: String) -> String {
    """
    // Made by `forge \(command)`. Do not edit.
    // swift-format-ignore-file
    \(Self.sourcesLabel)\(sources.joined(separator: " "))
    \(Self.digestLabel)\(digest)

    """
  }

  /// SHA-256 of one file, lower-case hexadecimal.
  package static func digest(_ bytes: Data) -> String { Hex.text(SHA256.hash(data: bytes)) }
}
