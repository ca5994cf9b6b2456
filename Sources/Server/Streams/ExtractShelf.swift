import Bytes
import Contract
import Crypto
import Glibc
import Scheduler
import Synchronization
import World

/// The extract files of all tenants, below one directory.
struct ExtractShelf: Sendable {
  let directory: String
  private let world: World
  /// Reading waits for the disk.
  private let reading = FileWork(label: "tally.extracts")
  /// Apart from it: a large extract is flushed for seconds.
  private let writing = FileWork(label: "tally.extracts.writing")

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
  func open(tenant: String, name: String) async throws(ExtractJobFailure) -> ShelvedExtract {
    let folder = "\(directory)/\(tenant)"
    return try await writing.perform { () throws(ExtractJobFailure) in
      do throws(FileFailure) {
        for place in [directory, folder] { try DurableFile.makeFolder(place, mode: 0o750) }
        return try ShelvedExtract(at: "\(folder)/\(name)", work: writing)
      } catch {
        throw .file("an extract cannot be begun: error \(error.errno)")
      }
    }
  }
}

/// An extract being written beside its place.
final class ShelvedExtract: ExtractFile {
  private struct Writing: ~Copyable {
    var file: DurableFile
    var byteCount: Int64 = 0
    var hash = SHA256()
  }
  /// Nil once it was committed or discarded, or has failed.
  private let writing: Mutex<Writing?>
  /// Writing and flushing wait for the disk.
  private let work: FileWork

  init(at path: String, work: FileWork, disk: DurableFile.Disk = .real) throws(FileFailure) {
    self.work = work
    writing = Mutex(Writing(file: try DurableFile.begin(at: path, mode: 0o640, disk: disk)))
  }

  func append(_ bytes: [UInt8]) async throws(ExtractJobFailure) {
    try await work.perform { [self] () throws(ExtractJobFailure) in
      try writing.withLock { (open) throws(ExtractJobFailure) in
        guard var writing = open.take() else { throw Self.over }
        do throws(FileFailure) {
          try writing.file.append(bytes)
        } catch {
          throw .file("an extract cannot be written: error \(error.errno)")
        }
        writing.hash.update(data: bytes)
        writing.byteCount += Int64(bytes.count)
        open = consume writing
      }
    }
  }

  func commit() async throws(ExtractJobFailure) -> (byteCount: Int64, hash: Bytes::Digest) {
    try await work.perform { [self] () throws(ExtractJobFailure) in
      guard let whole = writing.withLock({ $0.take() }) else { throw Self.over }
      guard let digest = Bytes::Digest(bytes: whole.hash.finalize()) else {
        preconditionFailure("SHA-256 of another length")
      }
      let byteCount = whole.byteCount
      do throws(FileFailure) {
        try whole.file.commit()
      } catch {
        throw .file("an extract cannot be made durable: error \(error.errno)")
      }
      return (byteCount, digest)
    }
  }

  func discard() async {
    await work.perform { [self] in writing.withLock { $0 = nil } }
  }

  private static let over = ExtractJobFailure.file("the extract has ended")
}
