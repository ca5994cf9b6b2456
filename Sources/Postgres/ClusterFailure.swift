/// Why the private PostgreSQL does not run.
package enum ClusterFailure: Error, Sendable, Equatable {
  /// No `postgres` and `initdb` of the wanted major version below `/usr/lib/postgresql`.
  case binariesMissing(majorVersion: Int?)
  /// The socket's path does not fit into an address; choose a shorter directory.
  case socketPathTooLong(path: String, byteCount: Int)
  /// The operating system's user to run it as does not exist, or is root.
  case userUnknown(String)
  /// A system call on a file failed.
  case file(path: String, errno: Int32)
  /// A program could not be started.
  case spawn(program: String, errno: Int32)
  /// `initdb` ended with this status; its words are in the file named.
  case initFailed(status: Int32, log: String)
  /// PostgreSQL ended while it was starting, more often than we try.
  case startFailed(status: Int32, log: String)
  /// It runs but did not accept connections in time.
  case startTimedOut(log: String)
  /// A postmaster of this data directory, not started by us, would not end.
  case cannotStop(pid: Int32)
  case cancelled
}

extension ClusterFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .binariesMissing(let version?): "PostgreSQL \(version) is not installed"
    case .binariesMissing(nil): "PostgreSQL is not installed below /usr/lib/postgresql"
    case .socketPathTooLong(let path, let byteCount):
      "socket path of \(byteCount) bytes is longer than "
        + "\(ClusterLimits.socketPathByteCountMax): \(path)"
    case .userUnknown(let name): "cannot run PostgreSQL as user \(name)"
    case .file(let path, let errno): "\(path): error \(errno)"
    case .spawn(let program, let errno): "cannot start \(program): error \(errno)"
    case .initFailed(let status, let log): "initdb ended with \(status), see \(log)"
    case .startFailed(let status, let log): "PostgreSQL ended with \(status), see \(log)"
    case .startTimedOut(let log): "PostgreSQL accepts no connections, see \(log)"
    case .cannotStop(let pid): "PostgreSQL with process id \(pid) does not end"
    case .cancelled: "cancelled"
    }
  }
}
