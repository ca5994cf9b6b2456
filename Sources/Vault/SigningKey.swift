package import Bytes
import Crypto

/// The Ed25519 key which signs the notes of one ledger, open.
package struct SigningKey: Sendable {
  /// The public key: 32 bytes.
  package let publicKey: [UInt8]
  private let key: Curve25519.Signing.PrivateKey

  private init(seed: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      preconditionFailure("Ed25519 refused a seed of \(seed.count) bytes")
    }
    self.key = key
    publicKey = Array(key.publicKey.rawRepresentation)
  }

  /// A new key for the ledger of `tenant` named `ledger`, and what the database keeps of it.
  package static func generate(
    tenant: Identifier, ledger: String, epoch: UInt8 = 1, under master: MasterKey,
    entropy: inout Entropy
  ) -> (key: SigningKey, wrapped: WrappedKey) {
    let seed = entropy.take(Cipher.keyByteCount)
    let wrapped = WrappedKey.wrap(
      seed, kind: .signing, epoch: epoch, tenant: tenant, purpose: ledger, under: master,
      entropy: &entropy)
    return (SigningKey(seed: seed), wrapped)
  }

  /// - Throws: `wrappedKeyMalformed` for a record of another kind, `masterKeyUnknown`, or
  ///   `wrappedKeyRejected` when a byte was changed or it belongs to another ledger.
  package init(
    _ wrapped: WrappedKey, tenant: Identifier, ledger: String, masters: MasterKeys
  ) throws(VaultFailure) {
    guard wrapped.kind == .signing else { throw .wrappedKeyMalformed }
    self.init(seed: try wrapped.unwrap(tenant: tenant, purpose: ledger, masters: masters))
  }

  /// The 32 secret bytes, for the signer of the ledger's notes and for nothing else.
  package var seed: [UInt8] { Array(key.rawRepresentation) }

  /// The signature of `message` as RFC 8032 has it: 64 bytes.
  package func sign(_ message: [UInt8]) -> [UInt8] {
    guard let signature = try? key.signature(for: message) else {
      preconditionFailure("Ed25519 failed to sign")
    }
    return Array(signature)
  }
}

extension SigningKey: CustomStringConvertible {
  package var description: String { "SigningKey(public \(Hex.text(publicKey)))" }
}
