import Postgres
import Synchronization

/// Which derived password each role has. Rotation writes the new epoch into `platform.login_epoch`
/// and then sets the password, so that sessions try the new one, then the one before it.
package final class LoginEpochs: Sendable {
  private let loginKey: [UInt8]
  private let known = Mutex<[String: Int]>([:])

  package init(loginKey: [UInt8]) { self.loginKey = loginKey }

  /// Takes what the platform's table says of each role.
  package func take(_ epochs: [String: Int]) { known.withLock { $0 = epochs } }

  /// 1 for a role of which nothing is known.
  package func epoch(of role: String) -> Int { known.withLock { $0[role] } ?? 1 }

  /// The newest first.
  package func passwords(of role: String) -> [String] {
    let newest = epoch(of: role)
    return (max(1, newest - 1)...newest).reversed().map {
      TenantPassword.derive(loginKey: loginKey, role: role, epoch: $0)
    }
  }
}
