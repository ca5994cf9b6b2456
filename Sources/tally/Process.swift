import Glibc

/// What the process was started with, and its end.
enum Process {
  /// - Returns: nil when the variable is not set or empty.
  static func variable(_ name: String) -> String? {
    guard let text = unsafe getenv(name) else { return nil }
    let value = unsafe String(cString: text)
    return value.isEmpty ? nil : value
  }

  static var isRoot: Bool { geteuid() == 0 }
  static var userID: UInt32 { getuid() }

  static func isTerminal(_ channel: Files.Channel) -> Bool { isatty(channel.rawValue) == 1 }

  static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}
