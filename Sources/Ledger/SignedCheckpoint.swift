/// A checkpoint which was found to be signed by its log.
package struct SignedCheckpoint: Sendable, Equatable {
  package let checkpoint: Checkpoint
  package let note: SignedNote
  /// The log's signature first among those that were checked.
  package let verified: [SignedNote.Verified]

  /// Reads a note and checks the log's signature, and those of `witnesses` which are on it.
  ///
  /// - Throws: what reading throws, `badSignature`, or `untrusted` when the log's is missing or the
  ///   origin is not the name of its key.
  package init(
    note bytes: [UInt8], log: VerifierKey, witnesses: [VerifierKey] = []
  ) throws(LedgerFailure) {
    note = try SignedNote(bytes: bytes)
    verified = try note.verified(by: [log] + witnesses)
    checkpoint = try Checkpoint(body: note.text)
    guard checkpoint.origin == log.name, verified.contains(where: { $0.key == log }) else {
      throw .untrusted
    }
  }

  /// How many distinct witnesses cosigned.
  package var cosignatureCount: Int { verified.count { $0.key.kind == .cosignature } }
}
