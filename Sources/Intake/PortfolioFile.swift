package import Bytes

/// A partner's file read row by row through its mapping.
package struct PortfolioFile: ~Copyable {
  package enum Outcome: Sendable, Equatable {
    case row(PortfolioRow)
    /// Everything that is at fault in one row, never nothing.
    case rejects([Reject])
  }

  /// SHA-256 of the file as it lies on the disk: names the batch.
  package let digest: Bytes::Digest
  private let mapping: Mapping
  private var source: SourceFile
  private var machine = CSVMachine()
  private var builder: RowBuilder?
  private var waiting: [CSVMachine.Event] = []
  private var waitingOffset = 0
  private var isAtEnd = false

  /// Opens the file and reads it once for its digest.
  ///
  /// - Throws: `unreadable`.
  package init(path: String, mapping: Mapping) throws(IntakeFailure) {
    let digest = try SourceFile.digest(path: path)
    let source = try SourceFile(path: path)
    self.init(digest: digest, source: source, mapping: mapping)
  }

  private init(digest: Bytes::Digest, source: consuming SourceFile, mapping: Mapping) {
    self.digest = digest
    self.source = source
    self.mapping = mapping
  }

  /// The next row or reject, in the order of lines.
  ///
  /// - Returns: nil at the end.
  /// - Throws: when the file as a whole cannot be read; rows given before that stand.
  package mutating func next() throws(IntakeFailure) -> Outcome? {
    while true {
      while waitingOffset < waiting.count {
        let event = waiting[waitingOffset]
        waitingOffset += 1
        if let outcome = try outcome(of: event) { return outcome }
      }
      guard !isAtEnd else {
        guard builder != nil else { throw .headerUnreadable(reason: "the file is empty") }
        return nil
      }
      try readOn()
    }
  }

  private mutating func readOn() throws(IntakeFailure) {
    waitingOffset = 0
    guard !machine.isEnded, let chunk = try source.next() else {
      waiting = machine.finished()
      isAtEnd = true
      // After a quote left open the rest is read all the same, for the digest.
      while try source.next() != nil {}
      guard source.digest == digest else { throw .changedWhileRead }
      return
    }
    waiting = try machine.received(chunk)
  }

  private mutating func outcome(of event: CSVMachine.Event) throws(IntakeFailure) -> Outcome? {
    switch event {
    case .record(let record):
      guard let builder else {
        builder = try RowBuilder(header: record.fields, mapping: mapping)
        return nil
      }
      return builder.row(record)
    case .malformed(let line, let field, let reason):
      guard let builder else { throw .headerUnreadable(reason: reason) }
      return .rejects([
        Reject(line: line, column: builder.columnName(field), reason: reason)
      ])
    }
  }
}

extension Reject {
  /// The first line of a rejects file.
  package static let header = "line,column,reason\r\n"

  /// This reject as a line of CSV.
  package var csv: String { "\(line),\(Self.quoted(column)),\(Self.quoted(reason))\r\n" }

  /// A spreadsheet takes a field which begins with one of these signs for a formula.
  private static func quoted(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return safe }
    return "\""
      + safe.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
