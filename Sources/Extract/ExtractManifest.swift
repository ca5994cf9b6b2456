package import Bytes
package import Ledger

/// The table of contents of an extract, signed: `manifest.json`.
package struct ExtractManifest: Sendable, Equatable {
  package static let format = "tallystick/extract/v1"

  package struct File: Sendable, Equatable {
    package let path: String
    package let byteCount: Int
    package let hash: Digest
  }
  /// A dataset without its rows.
  package struct DatasetSummary: Sendable, Equatable {
    package let code: Int
    package let name: String
    package let columns: [Dataset.Column]
    package let counts: [Dataset.Operation: Int]
    package let totals: [Dataset.ControlTotal]
  }

  package let description: ExtractDescription
  package let log: VerifierKey
  /// Indices of the entries which are new since the previous extract.
  package let entries: Range<Int>
  package let entryTotals: JSONValue
  package let datasets: [DatasetSummary]
  /// Every other file but the signature, in the order of the archive.
  package let files: [File]

  /// One JCS object without a line feed.
  package func bytes() throws(ExtractFailure) -> [UInt8] {
    let value = JSONValue.object([
      "as_of": .string(description.asOf.description),
      "datasets": .array(datasets.map(Self.json)),
      "entries": .object([
        "end": .integer(Int64(entries.upperBound)), "first": .integer(Int64(entries.lowerBound)),
        "totals": entryTotals,
      ]),
      "files": .array(
        files.map {
          .object([
            "bytes": .integer(Int64($0.byteCount)), "path": .string($0.path),
            "sha256": .string($0.hash.description),
          ])
        }),
      "format": .string(Self.format),
      "from": .string(description.from.description),
      "origin": .string(log.name),
      "previous_manifest": description.previousManifest.map { .string($0.description) } ?? .null,
      "regulator": .string(description.regulator),
      "sequence": .integer(Int64(description.sequence)),
      "tenant": .string(description.tenant),
      "through": .string(description.through.description),
      "vkey": .string(log.text),
    ])
    return try ledger { () throws(LedgerFailure) in try JCS.bytes(value) }
  }

  private static func json(_ dataset: DatasetSummary) -> JSONValue {
    .object([
      "code": .integer(Int64(dataset.code)),
      "columns": .array(
        dataset.columns.map {
          .object(["name": .string($0.name), "type": .string($0.kind.rawValue)])
        }),
      "counts": .object(
        Dictionary(
          uniqueKeysWithValues: Dataset.Operation.allCases.map {
            ($0.rawValue, .integer(Int64(dataset.counts[$0] ?? 0)))
          })),
      "name": .string(dataset.name),
      "totals": .array(
        dataset.totals.map {
          .object([
            "column": .string($0.column), "currency": .string($0.currency),
            "op": .string($0.operation.rawValue), "sum": .string(String($0.sum)),
          ])
        }),
    ])
  }

  /// The text which `manifest.sig` signs: in the form of a checkpoint, origin `<origin>/extracts`,
  /// the sequence, and SHA-256 of the manifest.
  package static func statement(
    origin: String, sequence: Int, manifest: [UInt8]
  ) throws(LedgerFailure) -> Checkpoint {
    try Checkpoint(
      origin: origin + "/extracts", size: sequence, root: Hashing.sha256(manifest))
  }
}
