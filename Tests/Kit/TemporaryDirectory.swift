import CTLS
import Foundation
import Synchronization

/// Directories that are gone after the test process, at the latest when the next one starts.
package enum TemporaryDirectory {
  private struct Leavings {
    var paths: [String] = []
    var processes: [Int32] = []
    var isRegistered = false
  }
  private static let leavings = Mutex(Leavings())
  private static let prefix = "tallytest-"

  /// A new directory with a short path, so that a socket in it fits into an address.
  package static func make() throws -> String {
    let path = "/tmp/\(prefix)\(getpid())-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
    let isFirst = leavings.withLock { leavings in
      defer { leavings.isRegistered = true }
      leavings.paths.append(path)
      return !leavings.isRegistered
    }
    if isFirst {
      removeForgotten()
      endsBeforeLibraries()
    }
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    return path
  }

  /// Ends a server at once when this process exits in order; its own death signal covers the rest.
  package static func endAtExit(_ pid: Int32) {
    leavings.withLock { $0.processes.append(pid) }
  }

  /// Cleans when this process exits, and ends it then: servers of tests still run in it and log in,
  /// and would crash in a libcrypto that has taken itself apart.
  private static func endsBeforeLibraries() {
    // Handlers run last in, first out; asked to load something, libcrypto registers its own first.
    let loads = UInt64(OPENSSL_INIT_LOAD_CRYPTO_STRINGS)
    precondition(OPENSSL_init_crypto(loads, nil) == 1, "libcrypto does not start")
    on_exit(
      { status, _ in
        TemporaryDirectory.clean()
        fflush(nil)
        _exit(status)
      }, nil)
  }

  private static func clean() {
    let all = leavings.withLock { $0 }
    for pid in all.processes { kill(pid, SIGQUIT) }
    for path in all.paths { try? FileManager.default.removeItem(atPath: path) }
    // What the server still wrote while it ended.
    for pid in all.processes { for _ in 0..<200 where kill(pid, 0) == 0 { usleep(5_000) } }
    for path in all.paths { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Directories of test processes that were killed.
  private static func removeForgotten() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
    for name in names where name.hasPrefix(prefix) {
      let parts = name.dropFirst(prefix.count).split(separator: "-")
      guard let pid = parts.first.flatMap({ Int32($0) }), kill(pid, 0) != 0, errno == ESRCH else {
        continue
      }
      try? FileManager.default.removeItem(atPath: "/tmp/\(name)")
    }
  }
}
