import Glibc
import Synchronization
import World

/// Small files of the data directory.
struct DataFiles: Sendable {
  let directory: String

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Of the data directory: the group gets through to the socket and the metrics. With root's
  /// server in process, as tests have it, PostgreSQL is another user and gets through too.
  static var directoryMode: mode_t { geteuid() == 0 ? 0o711 : 0o710 }

  /// By which a directory is known as a server's.
  static let marks = ["tallyd.pid", "master.key"]

  /// Makes the directory, and its parents, where they are not.
  ///
  /// - Parameter isKnown: it lies in a server's directory, so that its rights may be mended.
  /// - Throws: for what is no directory, one of another user's, and one with other rights which
  ///   holds other things than a server's; with nothing changed but parents made.
  func make(
    mode: mode_t = directoryMode, isKnown: Bool = false
  ) throws(ServerFailure) {
    try makeParents()
    let isNew = unsafe mkdir(directory, mode) == 0
    guard isNew || errno == EEXIST else { throw .file(path: directory, error: errno) }
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: directory, error: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .file(path: directory, error: errno)
    }
    guard status.st_uid == geteuid() else { throw .file(path: directory, error: EPERM) }
    guard status.st_mode & 0o7777 != mode else { return }
    if !isNew, !isKnown {
      guard try isServers(descriptor) else {
        throw .account(
          "\(directory) holds other things than a tallyd's: name another directory by --data")
      }
    }
    guard fchmod(descriptor, mode) == 0 else { throw .file(path: directory, error: errno) }
  }

  /// Whether an open directory is empty or holds what a server's holds.
  func isServers(_ descriptor: Int32) throws(ServerFailure) -> Bool {
    let names = try Self.names(in: descriptor, directory)
    return names.isEmpty || Self.marks.contains(where: names.contains)
  }

  /// The names in an open directory.
  static func names(in directory: Int32, _ path: String) throws(ServerFailure) -> [String] {
    // A descriptor of its own: reading moves it, and its stream closes it.
    let copy = unsafe openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = unsafe fdopendir(copy) else {
      throw .file(path: path, error: errno)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { characters in
          unsafe String(cString: characters)
        }
      }
      if name != ".", name != ".." { names.append(name) }
      guard names.count <= Limits.folderEntriesMax else { throw .file(path: path, error: E2BIG) }
    }
    return names
  }

  /// Makes what lies above the directory, where it is not.
  func makeParents() throws(ServerFailure) {
    var path = ""
    for part in directory.split(separator: "/").dropLast() {
      path += "/\(part)"
      if unsafe mkdir(path, 0o755) == 0 { continue }
      guard errno == EEXIST else { throw .file(path: path, error: errno) }
    }
  }

  /// - Returns: nil when there is no such file.
  static func read(_ path: String) throws(ServerFailure) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .file(path: path, error: errno)
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Limits.fileByteCountMax + 1)
    var filled = 0
    while filled < bytes.count {
      // Safe because it reads into what is left of the array.
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled)
      }
      if got == 0 { break }
      if got > 0 { filled += got } else if errno != EINTR { throw .file(path: path, error: errno) }
    }
    guard filled <= Limits.fileByteCountMax else { throw .file(path: path, error: EFBIG) }
    return Array(bytes.prefix(filled))
  }

  /// Replaces the file as a whole. `isDurable` is false for one which need not outlive a power cut.
  static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t, isDurable: Bool = true
  ) throws(ServerFailure) {
    do throws(FileFailure) {
      try DurableFile.write(bytes, to: path, mode: mode, isFlushed: isDurable)
    } catch {
      throw .file(path: error.path, error: error.errno)
    }
  }

  /// The permission bits and the owner of a file.
  ///
  /// - Returns: nil when there is none.
  static func standing(_ path: String) -> (mode: UInt32, user: UInt32)? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    return (status.st_mode & 0o7777, status.st_uid)
  }
}

/// The one server of a data directory: holds the lock on `tallyd.pid` until `release`.
final class DirectoryLock: Sendable {
  private let held: Mutex<Int32?>

  /// - Throws: `alreadyRunning` while another process holds it.
  init(_ files: DataFiles) throws(ServerFailure) {
    let path = files.path("tallyd.pid")
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: path, error: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = errno
      close(descriptor)
      throw error == EWOULDBLOCK
        ? .alreadyRunning(directory: files.directory) : .file(path: path, error: error)
    }
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    held = Mutex(descriptor)
  }

  deinit { release() }

  /// Another server may have the directory; harmless when released.
  func release() {
    let descriptor = held.withLock { held in
      defer { held = nil }
      return held
    }
    if let descriptor { close(descriptor) }
  }
}
