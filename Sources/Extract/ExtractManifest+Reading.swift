import Bytes
import Ledger

extension ExtractManifest {
  /// Reads a manifest; accepts exactly what `bytes` makes.
  ///
  /// - Throws: `malformed`.
  package init(bytes: [UInt8]) throws(ExtractFailure) {
    let failure = ExtractFailure.malformed(file: "manifest.json", "not a manifest of this version")
    guard let members = ManifestReader(try? JCS.value(bytes)), members.count == 13,
      members.text("format") == Self.format,
      let log = members.text("vkey").flatMap({ try? VerifierKey($0) }),
      log.name == members.text("origin"),
      let entries = ManifestReader(members["entries"]), entries.count == 3,
      let first = entries.integer("first"), let end = entries.integer("end"), first >= 0,
      first <= end, let entryTotals = entries["totals"],
      let description = Self.description(members),
      let datasets = members.array("datasets")?.asAll(Self.dataset),
      let files = members.array("files")?.asAll(Self.file)
    else { throw failure }
    self.init(
      description: description, log: log, entries: first..<end, entryTotals: entryTotals,
      datasets: datasets, files: files)
    guard try self.bytes() == bytes else { throw failure }
  }

  private static func description(_ members: ManifestReader) -> ExtractDescription? {
    var previous: Digest?
    switch members["previous_manifest"] {
    case .null: previous = nil
    case .string(let text):
      guard let digest = Hex.bytes(text).flatMap({ Digest(bytes: $0) }) else { return nil }
      previous = digest
    case .bool, .integer, .array, .object, nil: return nil
    }
    guard let tenant = members.text("tenant"), let regulator = members.text("regulator"),
      let from = members.text("from").flatMap({ Day($0) }),
      let through = members.text("through").flatMap({ Day($0) }),
      let asOf = members.text("as_of").flatMap({ Day($0) }),
      let sequence = members.integer("sequence"), sequence >= 1
    else { return nil }
    return ExtractDescription(
      tenant: tenant, regulator: regulator, from: from, through: through, asOf: asOf,
      sequence: sequence, previousManifest: previous)
  }

  private static func file(_ value: JSONValue) -> File? {
    guard let members = ManifestReader(value), members.count == 3,
      let path = members.text("path"), let byteCount = members.integer("bytes"), byteCount >= 0,
      let hash = members.text("sha256").flatMap({ Hex.bytes($0) }).flatMap({ Digest(bytes: $0) })
    else { return nil }
    return File(path: path, byteCount: byteCount, hash: hash)
  }

  private static func dataset(_ value: JSONValue) -> DatasetSummary? {
    guard let members = ManifestReader(value), members.count == 5,
      let code = members.integer("code"), let name = members.text("name"),
      let columns = members.array("columns")?.asAll(column),
      let counts = ManifestReader(members["counts"]), counts.count == 3,
      let totals = members.array("totals")?.asAll(total)
    else { return nil }
    var byOperation: [Dataset.Operation: Int] = [:]
    for operation in Dataset.Operation.allCases {
      guard let count = counts.integer(operation.rawValue) else { return nil }
      byOperation[operation] = count
    }
    return DatasetSummary(
      code: code, name: name, columns: columns, counts: byOperation, totals: totals)
  }

  private static func column(_ value: JSONValue) -> Dataset.Column? {
    guard let members = ManifestReader(value), members.count == 2,
      let name = members.text("name"),
      let kind = members.text("type").flatMap({ Dataset.Column.Kind(rawValue: $0) })
    else { return nil }
    return Dataset.Column(name, kind)
  }

  private static func total(_ value: JSONValue) -> Dataset.ControlTotal? {
    guard let members = ManifestReader(value), members.count == 4,
      let operation = members.text("op").flatMap({ Dataset.Operation(rawValue: $0) }),
      let column = members.text("column"), let currency = members.text("currency"),
      let sum = members.text("sum").flatMap({ Int128($0) })
    else { return nil }
    return .init(operation: operation, column: column, currency: currency, sum: sum)
  }
}

/// The members of an object, by type.
private struct ManifestReader {
  private let members: [String: JSONValue]

  /// - Returns: nil unless `value` is an object.
  init?(_ value: JSONValue?) {
    guard case .object(let members)? = value else { return nil }
    self.members = members
  }

  var count: Int { members.count }
  subscript(name: String) -> JSONValue? { members[name] }

  func text(_ name: String) -> String? {
    guard case .string(let text)? = members[name] else { return nil }
    return text
  }
  func integer(_ name: String) -> Int? {
    guard case .integer(let number)? = members[name] else { return nil }
    return Int(number)
  }
  func array(_ name: String) -> [JSONValue]? {
    guard case .array(let elements)? = members[name] else { return nil }
    return elements
  }
}

extension [JSONValue] {
  /// Every element turned; nil when one cannot be.
  fileprivate func asAll<Result>(_ turn: (JSONValue) -> Result?) -> [Result]? {
    let out = compactMap(turn)
    return out.count == count ? out : nil
  }
}
