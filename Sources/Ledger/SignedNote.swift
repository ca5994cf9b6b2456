import Bytes

/// A text with signatures over it.
///
/// Source: C2SP signed-note v1.0.0.
package struct SignedNote: Sendable, Equatable {
  /// One signature line: `— <name> base64(keyID ‖ signature)`.
  package struct Signature: Sendable, Equatable {
    package let name: String
    package let keyID: UInt32
    package let bytes: [UInt8]

    package init(name: String, keyID: UInt32, bytes: [UInt8]) {
      self.name = name
      self.keyID = keyID
      self.bytes = bytes
    }

    package var line: String {
      let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
      return "\u{2014} \(name) \(Base64.text(id + bytes))\n"
    }

    /// - Throws: `malformedNote`; `line` has no final LF.
    package init(line: some StringProtocol) throws(LedgerFailure) {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "\u{2014}", NoteName.isValid(parts[1]) else {
        throw .malformedNote("signature line")
      }
      guard let raw = Base64.bytes(parts[2]), raw.count > 4 else {
        throw .malformedNote("signature encoding")
      }
      name = String(parts[1])
      keyID = raw.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
      bytes = Array(raw.dropFirst(4))
    }
  }

  /// The signed text; ends in LF.
  package let text: String
  package private(set) var signatures: [Signature]

  /// A note not signed yet.
  ///
  /// - Throws: `malformedNote` when the text has a control character other than LF, or does not end
  ///   in LF.
  package init(text: String) throws(LedgerFailure) {
    try self.init(text: text, signatures: [])
  }

  private init(text: String, signatures: [Signature]) throws(LedgerFailure) {
    guard text.utf8.last == UInt8(ascii: "\n") else {
      throw .malformedNote("text does not end in a line feed")
    }
    guard text.unicodeScalars.allSatisfy({ $0 == "\n" || $0.value >= 0x20 }) else {
      throw .malformedNote("control character")
    }
    self.text = text
    self.signatures = signatures
  }

  package mutating func add(_ signature: Signature) { signatures.append(signature) }

  /// The note as a file.
  package var bytes: [UInt8] { Array("\(text)\n\(signatures.map(\.line).joined())".utf8) }

  /// - Throws: `malformedNote`.
  package init(bytes: [UInt8]) throws(LedgerFailure) {
    guard bytes.count <= LedgerLimits.noteByteCountMax else { throw .malformedNote("too long") }
    guard let whole = String(validating: bytes, as: UTF8.self) else {
      throw .malformedNote("not UTF-8")
    }
    guard bytes.last == UInt8(ascii: "\n") else {
      throw .malformedNote("does not end in a line feed")
    }
    // The last empty line divides; the text itself may hold others.
    guard
      let split = bytes.indices.dropLast().last(where: { bytes[$0] == 10 && bytes[$0 + 1] == 10 })
    else { throw .malformedNote("no empty line before the signatures") }
    let text = String(decoding: bytes[...split], as: UTF8.self)
    let lines = whole.utf8.count > split + 2 ? bytes[(split + 2)...].dropLast() : []
    guard !lines.isEmpty else { throw .malformedNote("no signature") }
    let texts = String(decoding: lines, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard texts.count <= LedgerLimits.signatureCountMax else {
      throw .malformedNote("too many signatures")
    }
    var signatures: [Signature] = []
    for line in texts { signatures.append(try Signature(line: line)) }
    try self.init(text: text, signatures: signatures)
  }

  /// A signature by a trusted key.
  package struct Verified: Sendable, Equatable {
    package let key: VerifierKey
    /// POSIX seconds, for a cosignature.
    package let time: UInt64?
  }

  /// Checks every signature made by one of `keys`; others are ignored, as the format demands.
  ///
  /// - Throws: `badSignature` when one by a known key does not verify; `untrusted` when none is by a
  ///   known key.
  package func verified(by keys: [VerifierKey]) throws(LedgerFailure) -> [Verified] {
    var out: [Verified] = []
    for signature in signatures {
      guard
        let key = keys.first(where: { $0.name == signature.name && $0.keyID == signature.keyID })
      else { continue }
      guard !out.contains(where: { $0.key == key }) else { continue }
      out.append(Verified(key: key, time: try key.check(signature, of: text)))
    }
    guard !out.isEmpty else { throw .untrusted }
    return out
  }
}

/// The rules for the name of a key.
enum NoteName {
  /// Non-empty, no Unicode space, no control character, no `+`.
  static func isValid(_ name: some StringProtocol) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace
      }
  }
}
