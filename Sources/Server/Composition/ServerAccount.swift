import Glibc
import Postgres

/// The operating system's user whom `tallyd` becomes when root starts it: what reads the network
/// and holds keys is never root. Source: proto-like-specs/decisions/0014-no-root.md.
struct ServerAccount: Sendable {
  static let usualName = "tallystick"

  let name: String
  let user: uid_t
  let group: gid_t
  let home: String

  /// - Throws: for a name nobody has, and for root's.
  init(named name: String) throws(ServerFailure) {
    guard let entry = unsafe getpwnam(name) else {
      throw .account(
        "there is no user \(name): useradd --system --no-create-home"
          + " --home-dir /var/lib/\(name) --shell /usr/sbin/nologin \(name)")
    }
    user = unsafe entry.pointee.pw_uid
    group = unsafe entry.pointee.pw_gid
    home = unsafe String(cString: entry.pointee.pw_dir)
    self.name = name
    guard user != 0 else { throw .account("\(name) is root, whom tallyd does not stay") }
  }

  /// Becomes this user, for good: all threads, groups and capabilities.
  ///
  /// The kernel then counts the process as not dumpable (fs.suid_dumpable): no core file holds its
  /// keys, and the PostgreSQL of the same user cannot look into its memory.
  func become() throws(ServerFailure) {
    guard unsafe initgroups(name, group) == 0, setgid(group) == 0, setuid(user) == 0 else {
      throw .account("tallyd cannot become the user \(name): error \(errno)")
    }
    guard getuid() == user, geteuid() == user, getgid() == group, getegid() == group,
      setuid(0) != 0, seteuid(0) != 0, setgid(0) != 0
    else { throw .account("tallyd became the user \(name) and could still become root again") }
    // Root's home is closed to this user; libpq would complain about it.
    for (variable, value) in [("HOME", home), ("USER", name), ("LOGNAME", name)] {
      _ = unsafe setenv(variable, value, 1)
    }
  }

  /// The name of a user, or its number.
  static func name(of user: uid_t) -> String {
    guard let entry = unsafe getpwuid(user) else { return String(user) }
    return unsafe String(cString: entry.pointee.pw_name)
  }
}

extension Daemon {
  /// Ceases to be root, before there are sockets and keys. Does nothing for another user.
  ///
  /// - Parameter givesDirectory: makes the data directory, and gives one which was root's to the
  ///   user; false for what changes nothing.
  /// - Throws: without having become the user, or when the user has no way to the directory.
  package static func leaveRoot(
    _ settings: ServerSettings, givesDirectory: Bool
  ) throws(ServerFailure) {
    guard geteuid() == 0 else {
      guard getuid() != 0 else { throw .account("tallyd is no program to run with root's rights") }
      return
    }
    let account = try ServerAccount(named: settings.userName)
    if givesDirectory { try DirectoryGift(settings.files, to: account).give() }
    try account.become()
    guard let closed = firstClosed(settings.directory) else { return }
    throw .account(
      "\(closed) is closed to the user \(account.name), whom tallyd becomes: chmod o+x it, or name"
        + " another directory by --data")
  }

  /// The first directory above a path, or itself, through which this process may not go.
  private static func firstClosed(_ directory: String) -> String? {
    var path = ""
    for part in directory.split(separator: "/") {
      path += "/\(part)"
      if unsafe access(path, X_OK) != 0, errno == EACCES { return path }
    }
    return nil
  }
}
