package import Bytes

/// The name of a tenant's schema and of its role: `t_` and the 32 digits of its identifier.
///
/// The only text that is ever put into SQL as an identifier; there is no other way to make one than
/// from an identifier or through the strict check.
package struct TenantName: Sendable, Hashable {
  package static let byteCount = 34

  package let id: Identifier
  package let text: String

  package init(_ id: Identifier) {
    self.id = id
    text = "t_" + Hex.text(id.bytes)
  }

  /// - Returns: nil unless `text` is exactly `t_` and 32 lower-case hexadecimal digits.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == Self.byteCount, text.hasPrefix("t_"),
      let bytes = Hex.bytes(text.dropFirst(2)), let id = Identifier(bytes: bytes)
    else { return nil }
    self.init(id)
    guard self.text == text else { return nil }
  }

  private static let placeholder = Array("tenant".utf8)
  private static let roleEnding = Array("_role".utf8)
  private static let schemaEnding = Array("_schema".utf8)

  /// `statement` with the schema in place of `tenant.` and this name in place of the words
  /// `tenant_role` and `tenant_schema`, also inside of literals.
  ///
  /// A qualified name that only ends so (`platform.tenant.id`) is left alone.
  package func substituted(in statement: String) -> String {
    let source = Array(statement.utf8)
    let name = Array(text.utf8)
    var out: [UInt8] = []
    out.reserveCapacity(source.count + 256)
    var at = 0
    while at < source.count {
      let isWordStart = at == 0 || !Self.continuesWord(source[at - 1])
      guard isWordStart, source[at...].starts(with: Self.placeholder) else {
        out.append(source[at])
        at += 1
        continue
      }
      let after = at + Self.placeholder.count
      let end = Self.end(of: source, after: after)
      if let end {
        out += name
        at = end
      } else {
        out += Self.placeholder
        at = after
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Where the placeholder ends whose first six letters end before `after`; nil when it is another
  /// word.
  private static func end(of source: [UInt8], after: Int) -> Int? {
    if after < source.count, source[after] == UInt8(ascii: ".") { return after }
    for ending in [roleEnding, schemaEnding] where source[after...].starts(with: ending) {
      let end = after + ending.count
      if end == source.count || !continuesWord(source[end]) { return end }
    }
    return nil
  }

  private static func continuesWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"),
      UInt8(ascii: "."), UInt8(ascii: "\""), 0x80...0xFF:
      true
    default:
      false
    }
  }
}

extension TenantName: CustomStringConvertible {
  package var description: String { text }
}
