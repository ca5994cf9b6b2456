package import Bytes
import Crypto

/// A bearer token: made by the client, known to the server by its SHA-256 only.
///
/// Text: `tly_p_` for principals of the platform's register, or `tly_s` and the tenant's 32
/// hexadecimal digits and `_` for subjects of a tenant; then the 32 random bytes and a checksum of
/// 4 bytes, all in lower-case hexadecimal. The checksum is the front of
/// SHA-256("tallystick/token/v1\0" ‖ everything before it): it catches typing errors and protects
/// nothing. The hash is SHA-256 of the whole text.
package struct Token: Sendable {
  /// In whose register the token's hash is looked up.
  package enum Register: Sendable, Hashable {
    /// Persons, services and regulators.
    case platform
    /// Debtors and the like, whose tokens lie in their tenant's schema.
    case subjects(tenant: Identifier)
  }

  package static let secretByteCount = 32
  /// Longest text of a token, in bytes.
  package static let textByteCountMax = 5 + 2 * Identifier.byteCount + 1 + bodyByteCount
  private static let checksumByteCount = 4
  private static let bodyByteCount = 2 * (secretByteCount + checksumByteCount)

  package let register: Register
  /// The secret itself: for the client's key store and the HELLO, never for logs.
  package let text: String
  /// What the server stores and looks for.
  package let hash: Bytes::Digest

  /// A new token of 32 random bytes.
  package init(register: Register, secret: [UInt8]) {
    precondition(secret.count == Self.secretByteCount, "a secret of \(secret.count) bytes")
    let front = Self.prefix(register) + Hex.text(secret)
    self.init(register: register, text: front + Self.checksum(front))
  }

  /// Reads a token.
  ///
  /// - Returns: nil when it has another form or its checksum does not fit.
  package init?(_ text: String) {
    guard text.utf8.count <= Self.textByteCountMax else { return nil }
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "tly", let register = Self.register(parts[1]),
      parts[2].utf8.count == Self.bodyByteCount, parts[2].utf8.allSatisfy(Self.isDigit)
    else { return nil }
    let checksumStart = text.utf8.index(text.endIndex, offsetBy: -2 * Self.checksumByteCount)
    let front = String(text[..<checksumStart])
    guard Self.checksum(front) == text[checksumStart...] else { return nil }
    self.init(register: register, text: text)
  }

  private init(register: Register, text: String) {
    self.register = register
    self.text = text
    guard let hash = Bytes::Digest(bytes: SHA256.hash(data: Array(text.utf8))) else {
      preconditionFailure("SHA-256 of another length")
    }
    self.hash = hash
  }

  private static func prefix(_ register: Register) -> String {
    switch register {
    case .platform: "tly_p_"
    case .subjects(let tenant): "tly_s\(Hex.text(tenant.bytes))_"
    }
  }

  private static func register(_ text: Substring) -> Register? {
    if text == "p" { return .platform }
    guard text.first == "s", text.utf8.count == 1 + 2 * Identifier.byteCount,
      text.utf8.dropFirst().allSatisfy(isDigit), let bytes = Hex.bytes(text.dropFirst()),
      let tenant = Identifier(bytes: bytes)
    else { return nil }
    return .subjects(tenant: tenant)
  }

  /// Lower case only, so that one token has one text.
  private static func isDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte)
  }

  private static func checksum(_ front: String) -> String {
    let digest = SHA256.hash(data: Array("tallystick/token/v1\0".utf8) + Array(front.utf8))
    return Hex.text(digest.prefix(checksumByteCount))
  }
}

extension Token: CustomStringConvertible {
  /// Names the register, never the secret.
  package var description: String {
    switch register {
    case .platform: "Token(platform)"
    case .subjects(let tenant): "Token(subjects of \(tenant))"
    }
  }
}
