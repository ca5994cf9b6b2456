import Glibc

/// A file which appears under its name whole, and is then on the disk with it, or not at all.
///
/// It is written beside its place, as `<name>.new`, flushed, renamed over what was there, and its
/// folder flushed. Without `commit` nothing of it stays. Two writers of one path are for their
/// callers to keep apart. Waits for the disk: see `FileWork`.
package struct DurableFile: ~Copyable, Sendable {
  /// Who shall own a file.
  package struct Owner: Sendable, Equatable {
    package let user: UInt32
    package let group: UInt32

    package init(user: UInt32, group: UInt32) {
      self.user = user
      self.group = group
    }
  }

  private let path: String
  /// Held from the start: a folder which cannot be flushed is known before anything is written.
  private let folder: Int32
  private let disk: Disk
  private var descriptor: Int32 = -1
  private var isBeside = false

  private init(path: String, folder: Int32, disk: Disk) {
    self.path = path
    self.folder = folder
    self.disk = disk
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if isBeside { _ = unsafe unlinkat(folder, Self.split(path).name + ".new", 0) }
    close(folder)
  }

  /// Begins the file beside `path`, empty. What an earlier writer left there is removed, and a link
  /// never followed: the folder may be another user's.
  ///
  /// - Throws: with nothing left behind.
  package static func begin(
    at path: String, mode: UInt32, owner: Owner? = nil, disk: Disk = .real
  ) throws(FileFailure) -> DurableFile {
    var file = DurableFile(path: path, folder: try opened(folder: split(path).folder), disk: disk)
    try file.open(mode: mode, owner: owner)
    return file
  }

  private mutating func open(mode: UInt32, owner: Owner?) throws(FileFailure) {
    let fresh = Self.split(path).name + ".new"
    guard unsafe unlinkat(folder, fresh, 0) == 0 || errno == ENOENT else { throw failure(errno) }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    descriptor = Self.repeated { unsafe openat(folder, fresh, flags, mode) }
    guard descriptor >= 0 else { throw failure(errno) }
    isBeside = true
    guard fchmod(descriptor, mode) == 0 else { throw failure(errno) }
    guard let owner else { return }
    guard fchown(descriptor, owner.user, owner.group) == 0 else { throw failure(errno) }
  }

  /// Writes to its end. After a failure there is nothing to do but to leave the file.
  package mutating func append(_ bytes: [UInt8]) throws(FileFailure) {
    var done = 0
    while done < bytes.count {
      // Safe because a byte has no padding.
      let rest = unsafe bytes.span.bytes.extracting(done..<bytes.count)
      let count = disk.write(descriptor, rest)
      if count > 0 {
        done += count
      } else if count != -Int(EINTR) {
        throw failure(count == 0 ? EIO : Int32(-count))
      }
    }
  }

  /// Gives the file its name. `isFlushed` is false for one which need not outlive a power cut.
  ///
  /// - Throws: with what was there before untouched. Only when the folder itself cannot be flushed
  ///   the new file is there, and may be gone after a power cut.
  package consuming func commit(isFlushed: Bool = true) throws(FileFailure) {
    if isFlushed { try flush(descriptor) }
    let closed = close(descriptor)
    // Free whatever `close` says: another file may have its number by now.
    descriptor = -1
    guard closed == 0 || errno == EINTR else { throw failure(errno) }
    let name = Self.split(path).name
    guard unsafe renameat(folder, name + ".new", folder, name) == 0 else { throw failure(errno) }
    isBeside = false
    if isFlushed { try flush(folder) }
  }

  private func flush(_ descriptor: Int32) throws(FileFailure) {
    let error = disk.flush(descriptor)
    guard error == 0 else { throw failure(error) }
  }

  private func failure(_ error: Int32) -> FileFailure { FileFailure(path: path, errno: error) }
}

extension DurableFile {
  /// Writes a whole file.
  ///
  /// - Throws: as `begin` and `commit` do.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32, owner: Owner? = nil, isFlushed: Bool = true,
    disk: Disk = .real
  ) throws(FileFailure) {
    var file = try begin(at: path, mode: mode, owner: owner, disk: disk)
    try file.append(bytes)
    try file.commit(isFlushed: isFlushed)
  }

  /// Renames what is on the disk already, within one folder, which is flushed.
  package static func move(
    _ source: String, to target: String, disk: Disk = .real
  ) throws(FileFailure) {
    let folder = split(target).folder
    precondition(split(source).folder == folder, "\(source) and \(target) have two folders")
    guard unsafe rename(source, target) == 0 else {
      throw FileFailure(path: target, errno: errno)
    }
    try flush(folder: folder, disk: disk)
  }

  /// Makes a folder in one which is there, and its name durable. One that is there already is as
  /// good: who made it may have been ended before it was flushed.
  package static func makeFolder(
    _ path: String, mode: UInt32, disk: Disk = .real
  ) throws(FileFailure) {
    guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
      throw FileFailure(path: path, errno: errno)
    }
    try flush(folder: split(path).folder, disk: disk)
  }

  /// Makes the names in a folder durable.
  package static func flush(folder: String, disk: Disk = .real) throws(FileFailure) {
    let descriptor = try opened(folder: folder)
    defer { close(descriptor) }
    let error = disk.flush(descriptor)
    guard error == 0 else { throw FileFailure(path: folder, errno: error) }
  }

  private static func opened(folder: String) throws(FileFailure) -> Int32 {
    let descriptor = repeated { unsafe Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileFailure(path: folder, errno: errno) }
    return descriptor
  }

  /// A call again as long as signals interrupt it.
  private static func repeated(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let name = String(path[path.index(after: slash)...])
    return slash == path.startIndex ? ("/", name) : (String(path[..<slash]), name)
  }
}

extension DurableFile {
  /// The calls which take what a disk does with them: cut short, interrupted, failed.
  package struct Disk: Sendable {
    /// - Returns: the bytes written, or the negative error number.
    package var write: @Sendable (_ descriptor: Int32, _ bytes: RawSpan) -> Int
    /// - Returns: 0, or the error number.
    package var fsync: @Sendable (_ descriptor: Int32) -> Int32

    package init(
      write: @escaping @Sendable (_ descriptor: Int32, _ bytes: RawSpan) -> Int,
      fsync: @escaping @Sendable (_ descriptor: Int32) -> Int32
    ) {
      self.write = write
      self.fsync = fsync
    }

    package static let real = Disk(
      write: { descriptor, bytes in
        // Safe because it reads no further than the span.
        unsafe bytes.withUnsafeBytes { buffer in
          let count = unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
          return count < 0 ? -Int(errno) : count
        }
      },
      fsync: { Glibc.fsync($0) == 0 ? 0 : errno })

    /// Only an interrupted flush is tried again: after another failure the pages may be counted as
    /// clean, and a second flush would succeed without them.
    fileprivate func flush(_ descriptor: Int32) -> Int32 {
      while true {
        let error = fsync(descriptor)
        if error != EINTR { return error }
      }
    }
  }
}

/// A file operation which the system refused.
package struct FileFailure: Error, Sendable, Equatable {
  package let path: String
  package let errno: Int32

  package init(path: String, errno: Int32) {
    self.path = path
    self.errno = errno
  }
}
