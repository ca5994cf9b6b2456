import Bytes
import Glibc
import Ledger
import World

/// Notes as files of a directory: `<hex SHA-256(origin)>/checkpoint`.
///
/// A note is a `DurableFile`. A lock file keeps processes of one machine apart while sizes are
/// compared.
package struct FileNoteStore: NoteStore {
  private let directory: String
  private let lockWaitMax: Duration
  /// Disk and lock are waited for.
  private let work = FileWork(label: "tally.notes")

  /// `directory` exists and is the server's alone.
  package init(directory: String, lockWaitMax: Duration = SealerLimits.noteLockWaitMax) {
    self.directory = directory
    self.lockWaitMax = lockWaitMax
  }

  private func folder(_ origin: String) -> String {
    "\(directory)/\(Hashing.sha256(Array(origin.utf8)))"
  }

  package func note(origin: String) async throws(SealFailure) -> [UInt8]? {
    let path = "\(folder(origin))/checkpoint"
    return try await work.perform { () throws(SealFailure) in try read(path) }
  }

  package func keep(
    _ note: [UInt8], origin: String, expectedSize: Int?
  ) async throws(SealFailure) {
    let folder = folder(origin)
    try await work.perform { () throws(SealFailure) in
      try write(note, into: folder, expectedSize: expectedSize)
    }
  }

  private func write(
    _ note: [UInt8], into folder: String, expectedSize: Int?
  ) throws(SealFailure) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw .externalUnwritable(errno: errno)
    }
    let lock = open("\(folder)/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw .externalUnwritable(errno: errno) }
    // Closing the descriptor ends the lock.
    defer { close(lock) }
    try take(lock)
    guard try NoteSize.of(try read("\(folder)/checkpoint")) == expectedSize else {
      throw .externalChanged
    }
    do throws(FileFailure) {
      try DurableFile.write(note, to: "\(folder)/checkpoint", mode: 0o600)
      // The first note's folder is new itself.
      if expectedSize == nil { try DurableFile.flush(folder: directory) }
    } catch {
      throw .externalUnwritable(errno: error.errno)
    }
  }

  /// Another process holds it for two flushes; one that hangs must not keep all notes waiting.
  private func take(_ lock: Int32) throws(SealFailure) {
    var pausesLeft = lockWaitMax.nanoseconds / SealerLimits.noteLockPause.nanoseconds
    while flock(lock, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK, pausesLeft > 0 else { throw .externalUnwritable(errno: errno) }
      pausesLeft -= 1
      usleep(UInt32(clamping: SealerLimits.noteLockPause.nanoseconds / 1_000))
    }
  }

  private func read(_ path: String) throws(SealFailure) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .externalUnreadable
    }
    defer { close(file) }
    var out = [UInt8](repeating: 0, count: SealerLimits.noteByteCountMax)
    var count = 0
    while count < out.count {
      let start = count
      let received = out.withUnsafeMutableBytes { buffer in
        Glibc.read(file, buffer.baseAddress?.advanced(by: start), buffer.count - start)
      }
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else { throw .externalUnreadable }
      if received == 0 { break }
      count += received
    }
    return Array(out.prefix(count))
  }
}
