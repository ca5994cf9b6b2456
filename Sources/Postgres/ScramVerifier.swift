import Bytes
import Crypto
package import World

/// What PostgreSQL stores of a SCRAM-SHA-256 password, computed here so that the server never sees
/// the password. Source: RFC 5802, RFC 7677; PostgreSQL's `scram_build_secret`.
package enum ScramVerifier {
  /// Stretching protects guessable passwords; ours are 256 random bits, so once is enough and
  /// connecting stays cheap on both sides.
  package static let iterationCount = 1
  package static let saltByteCount = 16

  /// `password` must be ASCII: no string preparation is done.
  package static func make(password: String, world: World) -> String {
    make(password: password, salt: world.randomBytes(saltByteCount))
  }

  static func make(password: String, salt: [UInt8]) -> String {
    precondition(password.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "printable ASCII only")
    // Hi() of one iteration is its first HMAC.
    let salted = hmac(Array(password.utf8), salt + [0, 0, 0, 1])
    let clientKey = hmac(salted, Array("Client Key".utf8))
    let storedKey = Array(SHA256.hash(data: clientKey))
    let serverKey = hmac(salted, Array("Server Key".utf8))
    return "SCRAM-SHA-256$\(iterationCount):\(Base64.text(salt))"
      + "$\(Base64.text(storedKey)):\(Base64.text(serverKey))"
  }

  private static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }
}
