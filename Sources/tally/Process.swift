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

  /// CPU time of this process so far, its own and the system's for it.
  static var cpuMicroseconds: Int64 {
    var usage = rusage()
    guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    let seconds = Int64(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
    return seconds * 1_000_000 + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}
