package import Bytes

/// The binding of a leaf to a payload which is kept, encrypted, elsewhere.
package enum Commitment {
  /// Bytes of the random salt; without it a payload of few possible values could be guessed.
  package static let saltByteCount = 32

  /// SHA-256("tallystick/payload/v1" ‖ 0x00 ‖ salt ‖ payload); `salt` has exactly 32 bytes.
  package static func digest(salt: [UInt8], payload: [UInt8]) -> Digest {
    precondition(salt.count == saltByteCount, "salt of \(salt.count) bytes")
    return Hashing.sha256(Array("tallystick/payload/v1\0".utf8) + salt + payload)
  }
}
