import Glibc

/// Gives a data directory to the user whom root's `tallyd` becomes.
///
/// Only as long as the directory is root's and nobody else may write to it: then nobody can have put
/// a link there. What it holds goes first, the directory last, so that a gift which broke off begins
/// again; once the directory is the user's, nothing in it is given away any more.
struct DirectoryGift {
  /// What servers keep there as files and as folders of files.
  private static let files = [
    "master.key", "operator.token", "tallyd.pid", "tallyd.sock", "metrics.prom",
  ]
  private static let folders = ["notes", "extracts"]

  private let data: DataFiles
  private let account: ServerAccount

  init(_ data: DataFiles, to account: ServerAccount) {
    self.data = data
    self.account = account
  }

  /// - Throws: for a directory of somebody else's, one which others may write to, and one of root's
  ///   which holds other things than a server's; with nothing changed.
  func give() throws(ServerFailure) {
    try data.makeParents()
    let isNew = unsafe mkdir(data.directory, DataFiles.directoryMode) == 0
    guard isNew || errno == EEXIST else { throw .file(path: data.directory, error: errno) }
    let directory = unsafe open(data.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw .file(path: data.directory, error: errno) }
    defer { close(directory) }
    let standing = try Self.standing(directory, data.directory)
    guard standing.st_uid != account.user else { return try checkCluster(directory) }
    guard standing.st_uid == 0 else {
      throw foreign(data.directory, standing.st_uid)
    }
    guard standing.st_mode & 0o022 == 0 else {
      throw .account("\(data.directory) can be written to by others: chmod 710 it")
    }
    guard try data.isServers(directory) else {
      throw .account(
        "\(data.directory) is root's and holds other things than a tallyd's: chown \(account.name)"
          + " it, or name another directory by --data")
    }
    try checkCluster(directory)
    // An older server may run on it, as root.
    let lock = try DirectoryLock(data)
    defer { lock.release() }
    for name in Self.files + Self.files.map({ $0 + ".new" }) {
      try giveFile(name, in: directory, data.directory)
    }
    for name in Self.folders { try giveFolder(name, in: directory, data.directory, depth: 1) }
    try giveStartLog(directory)
    guard fchown(directory, account.user, account.group) == 0 else {
      throw .file(path: data.directory, error: errno)
    }
  }

  private func foreign(_ path: String, _ owner: uid_t) -> ServerFailure {
    let owner = ServerAccount.name(of: owner)
    return .account(
      "\(path) belongs to the user \(owner): give --user \(owner), or chown -R it to"
        + " \(account.name) while nothing runs on it")
  }

  /// The private PostgreSQL's files are those of the user who ran it.
  private func checkCluster(_ directory: Int32) throws(ServerFailure) {
    var status = stat()
    guard unsafe fstatat(directory, "postgres", &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_uid != 0, status.st_uid != account.user
    else { return }
    throw foreign(data.path("postgres"), status.st_uid)
  }

  // MARK: One by one

  /// Gives a file, or a socket, of a directory to which only root writes.
  private func giveFile(
    _ name: String, in parent: Int32, _ path: String
  ) throws(ServerFailure) {
    var status = stat()
    guard unsafe fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_uid == 0,
      status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFSOCK,
      status.st_nlink == 1
    else { return }
    guard
      unsafe fchownat(parent, name, account.user, account.group, AT_SYMLINK_NOFOLLOW) == 0
    else { throw .file(path: "\(path)/\(name)", error: errno) }
  }

  /// Gives a folder of root's with its files, and `depth` levels of folders in it.
  private func giveFolder(
    _ name: String, in parent: Int32, _ path: String, depth: Int
  ) throws(ServerFailure) {
    let path = "\(path)/\(name)"
    let folder = unsafe openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    let standing = try Self.standing(folder, path)
    guard standing.st_uid == 0, standing.st_mode & 0o022 == 0 else { return }
    for name in try DataFiles.names(in: folder, path) {
      try giveFile(name, in: folder, path)
      if depth > 0 { try giveFolder(name, in: folder, path, depth: depth - 1) }
    }
    guard fchown(folder, account.user, account.group) == 0 else {
      throw .file(path: path, error: errno)
    }
  }

  /// Root opened the log of PostgreSQL's start, in a folder of PostgreSQL's: there it is looked at
  /// once more after it was opened.
  private func giveStartLog(_ directory: Int32) throws(ServerFailure) {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let cluster = unsafe openat(directory, "postgres", flags | O_DIRECTORY)
    defer { if cluster >= 0 { close(cluster) } }
    let logs = unsafe openat(cluster, "log", flags | O_DIRECTORY)
    defer { if logs >= 0 { close(logs) } }
    let log = unsafe openat(logs, "start.log", flags)
    guard log >= 0 else { return }
    defer { close(log) }
    let path = data.path("postgres/log/start.log")
    let standing = try Self.standing(log, path)
    guard standing.st_uid == 0, standing.st_mode & S_IFMT == S_IFREG, standing.st_nlink == 1 else {
      return
    }
    guard fchown(log, account.user, account.group) == 0 else {
      throw .file(path: path, error: errno)
    }
  }

  // MARK: Looking

  private static func standing(
    _ descriptor: Int32, _ path: String
  ) throws(ServerFailure) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .file(path: path, error: errno) }
    return status
  }
}
