import Foundation
import Synchronization
import TestKit
import Testing
import World

/// Goal: a file is there whole and on the disk, or what was there before still is. Method: a real
/// folder, and a disk of which each call can be cut short, interrupted or refused.
@Suite struct DurableFileTests {
  /// Answers in turn what a test has laid out for it, then does what the real disk does.
  private final class LaidOutDisk: Sendable {
    /// What stood under the name when a flush was asked for; nil for no file.
    let seenAtFlush = Mutex<[String?]>([])
    private let writes: Mutex<[Int]>
    private let flushes: Mutex<[Int32]>

    /// A write of a positive number takes that many bytes at most.
    init(writes: [Int] = [], flushes: [Int32] = []) {
      self.writes = Mutex(writes)
      self.flushes = Mutex(flushes)
    }

    func calls(watching path: String) -> DurableFile.Disk {
      DurableFile.Disk(
        write: { [self] descriptor, bytes in
          let answer = writes.withLock { $0.isEmpty ? bytes.byteCount : $0.removeFirst() }
          guard answer > 0 else { return answer }
          let piece = bytes.extracting(0..<min(answer, bytes.byteCount))
          return DurableFile.Disk.real.write(descriptor, piece)
        },
        fsync: { [self] descriptor in
          seenAtFlush.withLock { $0.append(try? String(contentsOfFile: path, encoding: .utf8)) }
          let answer = flushes.withLock { $0.isEmpty ? 0 : $0.removeFirst() }
          return answer == 0 ? DurableFile.Disk.real.fsync(descriptor) : answer
        })
    }
  }

  private static let old = Array("old".utf8)
  private static let fresh = Array("something new".utf8)

  private static func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  private static func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// What writing over a file fails with; nil when it does not.
  private static func failure(_ path: String, _ disk: LaidOutDisk) -> FileFailure? {
    do throws(FileFailure) {
      try DurableFile.write(fresh, to: path, mode: 0o600, disk: disk.calls(watching: path))
      return nil
    } catch {
      return error
    }
  }

  @Test func aFileIsReplacedWhole() throws {
    let folder = try TemporaryDirectory.make()
    let path = folder + "/x"
    try DurableFile.write(Self.old, to: path, mode: 0o644)
    let disk = LaidOutDisk()
    #expect(Self.failure(path, disk) == nil)
    #expect(Self.text(path) == "something new")
    #expect(try Self.names(folder) == ["x"])
    // Flushed before it has its name, its folder after.
    #expect(disk.seenAtFlush.withLock { $0 } == ["old", "something new"])
    let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(rights as? Int == 0o600)
  }

  @Test func whatNeedNotOutliveAPowerCutIsNotFlushed() throws {
    let path = try TemporaryDirectory.make() + "/x"
    let disk = LaidOutDisk()
    try DurableFile.write(
      Self.fresh, to: path, mode: 0o644, isFlushed: false, disk: disk.calls(watching: path))
    #expect(Self.text(path) == "something new")
    #expect(disk.seenAtFlush.withLock { $0 }.isEmpty)
  }

  @Test func interruptedAndShortCallsAreGoneOnWith() throws {
    let path = try TemporaryDirectory.make() + "/x"
    let disk = LaidOutDisk(
      writes: [-Int(EINTR), 1, 3, -Int(EINTR), 2], flushes: [EINTR, EINTR, 0, EINTR])
    #expect(Self.failure(path, disk) == nil)
    #expect(Self.text(path) == "something new")
    #expect(disk.seenAtFlush.withLock { $0.count } == 5)
  }

  /// The last of each is the one that fails.
  @Test(
    arguments: [
      ([-Int(ENOSPC)], [], ENOSPC), ([4, -Int(EIO)], [], EIO), ([4, 0], [], EIO), ([], [EIO], EIO),
      ([], [EINTR, EDQUOT], EDQUOT),
    ] as [([Int], [Int32], Int32)])
  func aFailureLeavesWhatWasThere(writes: [Int], flushes: [Int32], error: Int32) throws {
    let folder = try TemporaryDirectory.make()
    let path = folder + "/x"
    try DurableFile.write(Self.old, to: path, mode: 0o644)
    let disk = LaidOutDisk(writes: writes, flushes: flushes)
    #expect(Self.failure(path, disk) == FileFailure(path: path, errno: error))
    #expect(Self.text(path) == "old")
    #expect(try Self.names(folder) == ["x"])
    // A flush that failed is not tried again.
    #expect(disk.seenAtFlush.withLock { $0.count } == flushes.count)
  }

  @Test func aNameThatIsNotFlushedIsAFailure() throws {
    let folder = try TemporaryDirectory.make()
    #expect(
      Self.failure(folder + "/x", LaidOutDisk(flushes: [0, EIO]))
        == FileFailure(path: folder + "/x", errno: EIO))
    #expect(try Self.names(folder) == ["x"])
  }

  @Test func aFolderThatIsMissingOrNoneIsNamed() throws {
    let folder = try TemporaryDirectory.make()
    #expect(
      Self.failure(folder + "/absent/x", LaidOutDisk())
        == FileFailure(path: folder + "/absent", errno: ENOENT))
    try DurableFile.write(Self.old, to: folder + "/file", mode: 0o600)
    #expect(
      Self.failure(folder + "/file/x", LaidOutDisk())
        == FileFailure(path: folder + "/file", errno: ENOTDIR))
  }

  @Test func aFolderInPlaceOfTheFileStays() throws {
    let folder = try TemporaryDirectory.make()
    try FileManager.default.createDirectory(
      atPath: folder + "/x/within", withIntermediateDirectories: true)
    #expect(
      Self.failure(folder + "/x", LaidOutDisk()) == FileFailure(path: folder + "/x", errno: EISDIR))
    #expect(try Self.names(folder) == ["x"])
    #expect(try Self.names(folder + "/x") == ["within"])
    // Beside its place too.
    try FileManager.default.createDirectory(
      atPath: folder + "/y.new", withIntermediateDirectories: true)
    #expect(Self.failure(folder + "/y", LaidOutDisk())?.errno == EISDIR)
    #expect(try Self.names(folder) == ["x", "y.new"])
  }

  @Test func aLinkBesideIsNotFollowed() throws {
    let folder = try TemporaryDirectory.make()
    try DurableFile.write(Self.old, to: folder + "/victim", mode: 0o600)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/x.new", withDestinationPath: folder + "/victim")
    #expect(Self.failure(folder + "/x", LaidOutDisk()) == nil)
    #expect(Self.text(folder + "/victim") == "old")
    #expect(try Self.names(folder) == ["victim", "x"])
  }

  @Test func whatIsNotCommittedLeavesNothing() throws {
    let folder = try TemporaryDirectory.make()
    do {
      var file = try DurableFile.begin(at: folder + "/x", mode: 0o600)
      try file.append(Self.fresh)
      #expect(try Self.names(folder) == ["x.new"])
    }
    #expect(try Self.names(folder).isEmpty)
  }

  @Test func aMoveIsFlushed() throws {
    let folder = try TemporaryDirectory.make()
    try DurableFile.makeFolder(folder + "/a", mode: 0o700)
    let disk = LaidOutDisk()
    try DurableFile.move(
      folder + "/a", to: folder + "/b", disk: disk.calls(watching: folder + "/b"))
    #expect(try Self.names(folder) == ["b"])
    #expect(disk.seenAtFlush.withLock { $0.count } == 1)
    #expect(throws: FileFailure(path: folder + "/b", errno: ENOENT)) {
      try DurableFile.move(folder + "/a", to: folder + "/b")
    }
    let failing = LaidOutDisk(flushes: [EIO]).calls(watching: folder)
    #expect(throws: FileFailure(path: folder, errno: EIO)) {
      try DurableFile.move(folder + "/b", to: folder + "/c", disk: failing)
    }
  }

  @Test func aFolderIsFlushedAlsoWhenItIsThere() throws {
    let folder = try TemporaryDirectory.make()
    let disk = LaidOutDisk(flushes: [0, 0, EIO])
    let calls = disk.calls(watching: folder)
    try DurableFile.makeFolder(folder + "/a", mode: 0o700, disk: calls)
    try DurableFile.makeFolder(folder + "/a", mode: 0o700, disk: calls)
    #expect(throws: FileFailure(path: folder, errno: EIO)) {
      try DurableFile.makeFolder(folder + "/b", mode: 0o700, disk: calls)
    }
    #expect(throws: FileFailure(path: folder + "/absent/c", errno: ENOENT)) {
      try DurableFile.makeFolder(folder + "/absent/c", mode: 0o700)
    }
  }
}
