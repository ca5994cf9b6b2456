import Ledger

/// Where the last signed checkpoint of each ledger is kept outside the database: the only proof
/// against a database that was cut, restored or replaced.
package protocol NoteStore: Sendable {
  /// The last note of an origin; nil when none was ever kept.
  func note(origin: String) async throws(SealFailure) -> [UInt8]?

  /// Keeps `note` durably in place of one of size `expectedSize` (nil: of none).
  ///
  /// - Throws: `externalChanged` when another one is there.
  func keep(_ note: [UInt8], origin: String, expectedSize: Int?) async throws(SealFailure)
}

/// Reads the size of a note without checking signatures.
enum NoteSize {
  static func of(_ note: [UInt8]?) throws(SealFailure) -> Int? {
    guard let note else { return nil }
    guard let parsed = try? SignedNote(bytes: note), let body = try? Checkpoint(body: parsed.text)
    else { throw .externalUnreadable }
    return body.size
  }
}
