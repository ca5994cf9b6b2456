import Glibc
import Logging
import Postgres
import Reactor

extension ServerSettings {
  /// Takes what an operator wrote.
  ///
  /// - Throws: for a text that cannot be read.
  package mutating func take(
    listen: String?, database: String?, logLevel: String?
  ) throws(ServerFailure) {
    if let listen {
      guard let endpoint = Endpoint(listen) else { throw .setting("no endpoint: \(listen)") }
      self.listen = endpoint
    }
    if let database {
      do throws(ConnectionTarget.Unfit) {
        self.database = try DatabaseLogin(url: database)
      } catch {
        switch error {
        case .unreadable:
          throw .setting("the database's URL is not postgres://user@host:port/name")
        case .reserved: throw .setting("the database's URL: \(error)")
        }
      }
    }
    if let logLevel {
      guard let level = Logger.Level(rawValue: logLevel) else {
        throw .setting("no log level: \(logLevel)")
      }
      self.logLevel = level
    }
  }
}

extension Daemon {
  /// Where the data lie unless somebody says otherwise.
  ///
  /// - Returns: nil without a home.
  package static func usualDirectory() -> String? {
    if geteuid() == 0 { return "/var/lib/tallystick" }
    if let data = variable("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/tallystick" }
    return variable("HOME").map { $0 + "/.local/share/tallystick" }
  }

  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// Writes to standard error.
  package static func complain(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
