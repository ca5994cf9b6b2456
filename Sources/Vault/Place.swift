package import Bytes

/// Where a ciphertext is kept; it opens nowhere else.
package struct Place: Sendable, Hashable {
  package let tenant: Identifier
  package let table: StaticName
  package let column: StaticName
  package let row: Identifier

  package init(tenant: Identifier, table: StaticName, column: StaticName, row: Identifier) {
    self.tenant = tenant
    self.table = table
    self.column = column
    self.row = row
  }

  /// The authenticated form: tenant (16 bytes) `|` table `|` column `|` row (16 bytes). Names hold
  /// no `|`, so no two places share it.
  var context: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(2 * Identifier.byteCount + table.bytes.count + column.bytes.count + 3)
    Self.append(tenant, to: &out)
    out.append(Self.bar)
    out.append(contentsOf: table.bytes)
    out.append(Self.bar)
    out.append(contentsOf: column.bytes)
    out.append(Self.bar)
    Self.append(row, to: &out)
    return out
  }

  private static let bar = UInt8(ascii: "|")

  static func append(_ identifier: Identifier, to out: inout [UInt8]) {
    for half in [identifier.high, identifier.low] {
      for shift in stride(from: 56, through: 0, by: -8) {
        out.append(UInt8(truncatingIfNeeded: half >> UInt64(shift)))
      }
    }
  }
}

/// The name of a table or column, written in the source: lower-case letters, digits, underscores.
package struct StaticName: Sendable, Hashable, ExpressibleByStringLiteral {
  let bytes: [UInt8]

  package init(stringLiteral value: StaticString) {
    bytes = Array("\(value)".utf8)
    precondition(!bytes.isEmpty, "an empty name")
    precondition(
      bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 },
      "not a name: \(value)")
  }
}
