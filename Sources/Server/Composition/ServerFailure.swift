import Glibc
import Postgres
import Reactor
import SQL
import Vault

/// Why the server does not start, in words for the operator.
package enum ServerFailure: Error, Sendable {
  case file(path: String, error: Int32)
  case alreadyRunning(directory: String)
  case setting(String)
  /// The operating system's user whom the process is or should be.
  case account(String)
  case masterKey(path: String, reason: String)
  case cluster(String)
  case database(String)
  case listener(String)
}

extension ServerFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let path, EACCES):
      "\(path): error \(EACCES), not permitted to the user \(ServerAccount.name(of: geteuid()))"
    case .file(let path, let error): "\(path): error \(error)"
    case .alreadyRunning(let directory): "a tallyd runs on \(directory) already"
    case .setting(let what), .account(let what): what
    case .masterKey(let path, let reason): "master key \(path): \(reason)"
    case .cluster(let what): "private PostgreSQL: \(what)"
    case .database(let what): "database: \(what)"
    case .listener(let what): "listening: \(what)"
    }
  }
}
