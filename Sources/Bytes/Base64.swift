/// RFC 4648 section 4 text of bytes: standard alphabet, padded, canonical.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (index, character) in alphabet.enumerated() { table[Int(character)] = UInt8(index) }
    return table
  }()
  private static let pad = UInt8(ascii: "=")

  package static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let rest = bytes.count - start
      let group =
        UInt32(bytes[start]) << 16
        | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
      out.append(alphabet[Int(group >> 18 & 63)])
      out.append(alphabet[Int(group >> 12 & 63)])
      out.append(rest > 1 ? alphabet[Int(group >> 6 & 63)] : pad)
      out.append(rest > 2 ? alphabet[Int(group & 63)] : pad)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// - Returns: nil when `text` is not the canonical padded form (wrong length, alphabet, padding
  ///   or unused bits that are not zero).
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let source = Array(text.utf8)
    guard source.count.isMultiple(of: 4) else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(source.count / 4 * 3)
    for start in stride(from: 0, to: source.count, by: 4) {
      let isLast = start + 4 == source.count
      let padCount =
        isLast ? (source[start + 3] == pad ? (source[start + 2] == pad ? 2 : 1) : 0) : 0
      var group: UInt32 = 0
      for offset in 0..<4 {
        let character = source[start + offset]
        if offset >= 4 - padCount {
          guard character == pad else { return nil }
          group <<= 6
        } else {
          let value = values[Int(character)]
          guard value != 255 else { return nil }
          group = group << 6 | UInt32(value)
        }
      }
      if padCount == 1, group & 0xFF != 0 { return nil }
      if padCount == 2, group & 0xFFFF != 0 { return nil }
      out.append(UInt8(group >> 16 & 255))
      if padCount < 2 { out.append(UInt8(group >> 8 & 255)) }
      if padCount < 1 { out.append(UInt8(group & 255)) }
    }
    return out
  }
}
