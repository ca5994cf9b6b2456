/// Why a file or a mapping cannot be read at all; a wrong row is a `Reject` instead.
package enum IntakeFailure: Error, Sendable, Equatable {
  /// The system refused to open or read the file.
  case unreadable(path: String, errno: Int32)
  /// The gzip data are damaged or cut short.
  case compressionDamaged
  /// The file inflates to more than `Limits.inflatedByteCountMax`.
  case tooLarge
  /// The file changed between the reading of its digest and its rows.
  case changedWhileRead
  /// The file begins like UTF-16 or UTF-32; UTF-8 is wanted.
  case notUTF8
  /// The file has no header line, or one which cannot be read.
  case headerUnreadable(reason: String)
  /// The header names a column twice, or has one without a name.
  case headerAmbiguous(column: String)
  /// Columns the mapping reads are not in the file.
  case columnsMissing([String])
  /// Columns of the file are neither read nor ignored by the mapping.
  case columnsUnknown([String])
  /// The mapping is no JSON of the described form.
  case mapping(line: Int, reason: String)
}

extension IntakeFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let number): "cannot read \(path) (errno \(number))"
    case .compressionDamaged: "the gzip data are damaged or cut short"
    case .tooLarge: "the file inflates to more than \(Limits.inflatedByteCountMax) bytes"
    case .changedWhileRead: "the file changed while it was read"
    case .notUTF8: "the file is UTF-16 or UTF-32; save it as UTF-8"
    case .headerUnreadable(let reason): "the header line cannot be read: \(reason)"
    case .headerAmbiguous(let column):
      column.isEmpty ? "a column has no name" : "two columns are called \(column)"
    case .columnsMissing(let names): "the file has no column \(names.joined(separator: ", "))"
    case .columnsUnknown(let names):
      "the mapping neither reads nor ignores \(names.joined(separator: ", "))"
    case .mapping(let line, let reason): "mapping, line \(line): \(reason)"
    }
  }
}

/// A row which was not taken, and why. Holds no value of the row: it may be personal.
package struct Reject: Sendable, Equatable {
  /// Line of the file on which the row begins, from 1.
  package let line: Int
  /// Name of the column at fault; empty when it is the row as a whole.
  package let column: String
  package let reason: String

  package init(line: Int, column: String, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}
