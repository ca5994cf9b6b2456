import Bytes
import Contract
import Ledger

/// What names the batch of an import.
enum ImportBatch {
  /// One file read by another mapping is another batch, so that a wrong mapping can be mended.
  ///
  /// - Parameter prefix: of the fields' names in a refusal.
  /// - Returns: the file's SHA-256 when no mapping is named, a hash over both otherwise.
  /// - Throws: `fieldInvalid`.
  static func name(
    file: some Sequence<UInt8>, mapping: some Collection<UInt8>, in prefix: String
  ) throws(Refusal) -> Digest {
    let file = try Field.digest(file, prefix + "file_sha256")
    guard !mapping.isEmpty else { return file }
    let mapping = try Field.digest(mapping, prefix + "mapping_sha256")
    return Hashing.sha256(file.bytes + mapping.bytes)
  }
}
