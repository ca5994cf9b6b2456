import Bytes
import Crypto

/// Passwords of database roles: derived from the login key, stored nowhere.
package enum TenantPassword {
  package static let loginKeyByteCount = 32

  /// 64 hexadecimal digits, another for each role and epoch.
  ///
  /// `loginKey` holds 32 random bytes and is no key of data. To rotate, raise the epoch, set the
  /// role's new verifier, and until then try the new password before the old one.
  package static func derive(loginKey: [UInt8], role: String, epoch: Int) -> String {
    precondition(loginKey.count == loginKeyByteCount, "32 bytes")
    precondition(epoch > 0, "epochs count from 1")
    let message = Array("tallystick/login/v1\0\(role)\0\(epoch)".utf8)
    return Hex.text(
      HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: loginKey)))
  }
}
