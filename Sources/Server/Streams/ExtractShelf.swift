import Bytes
import Contract
import Crypto
import Glibc
import Scheduler
import World

/// The extract files of all tenants, below one directory.
struct ExtractShelf: Sendable {
  let directory: String
  private let world: World
  /// Reading waits for the disk.
  private let reading = FileWork(label: "tally.extracts")

  init(directory: String, world: World) {
    self.directory = directory
    self.world = world
  }

  private func path(tenant: String, name: String) throws(Refusal) -> String {
    // Names come from our own rows; a slash would still be a way out.
    guard !name.contains("/"), !tenant.contains("/"), name != "..", !name.isEmpty else {
      throw .internalError
    }
    return "\(directory)/\(tenant)/\(name)"
  }

  /// Up to `byteCount` bytes from `offset`, at least one.
  ///
  /// - Throws: `internalError` for a file that cannot be read or ends before `offset`; the log says
  ///   which and why.
  func read(
    tenant: String, name: String, offset: Int64, byteCount: Int
  ) async throws(Refusal) -> [UInt8] {
    let path = try path(tenant: tenant, name: name)
    do throws(Unread) {
      return try await reading.perform { () throws(Unread) in
        try Self.read(path, offset: offset, byteCount: byteCount)
      }
    } catch {
      world.tell(
        .error, "an extract cannot be read",
        ["tenant": tenant, "extract": name, "cause": error.cause])
      throw .internalError
    }
  }

  private struct Unread: Error { let cause: String }

  private static func read(
    _ path: String, offset: Int64, byteCount: Int
  ) throws(Unread) -> [UInt8] {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unread(cause: "error \(errno)") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: byteCount)
    // Safe because it reads at most the array's length into it.
    let got = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
    }
    guard got >= 0 else { throw Unread(cause: "error \(errno)") }
    guard got > 0 else { throw Unread(cause: "it is shorter than it was made") }
    return Array(bytes.prefix(got))
  }

  /// A new file of `tenant`; appears under `name` only when it is committed.
  func open(tenant: String, name: String) throws(ExtractJobFailure) -> ShelvedExtract {
    let folder = "\(directory)/\(tenant)"
    for place in [directory, folder] {
      guard unsafe mkdir(place, 0o750) == 0 || errno == EEXIST else {
        throw .file("the directory of extracts cannot be made: error \(errno)")
      }
    }
    return try ShelvedExtract(folder: folder, name: name)
  }
}

/// An extract being written beside its place.
actor ShelvedExtract: ExtractFile {
  private let path: String
  private let fresh: String
  private let folder: String
  private var descriptor: Int32
  private var byteCount: Int64 = 0
  private var hash = SHA256()

  init(folder: String, name: String) throws(ExtractJobFailure) {
    self.folder = folder
    path = "\(folder)/\(name)"
    fresh = path + ".new"
    descriptor = unsafe Glibc.open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .file("an extract cannot be written: error \(errno)") }
  }

  func append(_ bytes: [UInt8]) async throws(ExtractJobFailure) {
    var written = 0
    while written < bytes.count {
      // Safe because it writes from what is left of the array.
      let put = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
      }
      if put >= 0 {
        written += put
      } else if errno != EINTR {
        throw .file("an extract cannot be written: error \(errno)")
      }
    }
    hash.update(data: bytes)
    byteCount += Int64(bytes.count)
  }

  func commit() async throws(ExtractJobFailure) -> (byteCount: Int64, hash: Bytes::Digest) {
    guard fsync(descriptor) == 0, unsafe rename(fresh, path) == 0 else {
      throw .file("an extract cannot be made durable: error \(errno)")
    }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else {
      throw .file("an extract cannot be closed: error \(errno)")
    }
    // Without its name on the disk it would be recorded and, after a power cut, nowhere.
    let parent = unsafe Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else {
      throw .file("the directory of an extract cannot be opened: error \(errno)")
    }
    defer { close(parent) }
    guard fsync(parent) == 0 else {
      throw .file("the name of an extract cannot be made durable: error \(errno)")
    }
    guard let digest = Bytes::Digest(bytes: hash.finalize()) else {
      preconditionFailure("SHA-256 of another length")
    }
    return (byteCount, digest)
  }

  func discard() async {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    _ = unsafe unlink(fresh)
  }
}
