import Glibc

/// A postmaster which an earlier process of ours started, as its lock file tells.
struct ClusterOrphan: Sendable, Equatable {
  let pid: Int32

  /// A process id that no process can have (Linux ends at 2^22), for a lock file whose own id went
  /// to somebody else.
  private static let nobody = 99_999_999

  /// - Returns: nil unless the process of the lock file lives and works in this data directory.
  static func find(_ settings: ClusterSettings) -> ClusterOrphan? {
    guard let pid = lockedPID(settings.pidFile), isAlive(pid), works(pid, in: settings.data) else {
      return nil
    }
    return ClusterOrphan(pid: pid)
  }

  /// Makes lock files harmless whose process id belongs to another program by now; PostgreSQL would
  /// take it for a running server. The other lines stay: by them it sees backends that still hold
  /// its shared memory.
  static func disarmLocks(
    _ settings: ClusterSettings, owner: ClusterFiles.Owner?
  ) throws(ClusterFailure) {
    for path in [settings.pidFile, settings.socketPath + ".lock"] {
      guard let text = ClusterFiles.read(path), let pid = lockedPID(path), isAlive(pid),
        !works(pid, in: settings.data)
      else { continue }
      let rest = text.drop { $0 != "\n" }
      try ClusterFiles.write("\(nobody)\(rest)", to: path, mode: 0o600, owner: owner)
    }
  }

  var isAlive: Bool { Self.isAlive(pid) }

  func signal(_ number: Int32) { _ = kill(pid, number) }

  private static func lockedPID(_ path: String) -> Int32? {
    guard let line = ClusterFiles.read(path)?.split(separator: "\n").first,
      let pid = Int32(line.filter { $0 != " " }), pid > 1
    else { return nil }
    return pid
  }

  private static func isAlive(_ pid: Int32) -> Bool {
    guard kill(pid, 0) == 0 || errno == EPERM else { return false }
    // A zombie has ended; its parent has not asked yet.
    guard let status = ClusterFiles.read("/proc/\(pid)/stat"), let mark = status.lastIndex(of: ")")
    else { return true }
    return !status[mark...].hasPrefix(") Z")
  }

  /// A postmaster's working directory is its data directory.
  private static func works(_ pid: Int32, in data: String) -> Bool {
    ClusterFiles.target(ofLink: "/proc/\(pid)/exe")?.contains("/postgres") == true
      && ClusterFiles.target(ofLink: "/proc/\(pid)/cwd") == ClusterFiles.resolved(data)
  }
}
