import Foundation
import Ledger
import Sealer
import Synchronization
import Testing

/// Notes whose lock another process holds.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FileNoteStoreTests {
  private final class Flag: Sendable {
    private let raised = Atomic(false)
    var isRaised: Bool { raised.load(ordering: .relaxed) }
    /// - Returns: whether it was raised before.
    @discardableResult
    func raise() -> Bool { raised.exchange(true, ordering: .relaxed) }
  }

  /// Holds the lock of one origin as another process would.
  private static func hold(_ origin: String, in folder: NoteFolder) throws -> Int32 {
    let place = "\(folder.path)/\(Hashing.sha256(Array(origin.utf8)))"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let lock = open("\(place)/lock", O_CREAT | O_RDWR, 0o600)
    try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
    return lock
  }

  /// Goal: notes that wait for a lock keep no task waiting that writes none. Method: more of them
  /// than there are threads for tasks.
  @Test func tasksDoNotWaitForLocks() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let count = ProcessInfo.processInfo.activeProcessorCount * 2
    let origins = (0..<count).map { "held/\($0)" }
    let locks = try origins.map { try Self.hold($0, in: folder) }
    let end = Flag()
    // Lets go in the end, so that a pool without a thread left fails and does not hang.
    Thread.detachNewThread {
      for _ in 0..<500 where !end.isRaised { usleep(10_000) }
      end.raise()
      for lock in locks { close(lock) }
    }
    let stores = origins.map { _ in
      FileNoteStore(directory: folder.path, lockWaitMax: .seconds(60))
    }
    await withTaskGroup(of: Void.self) { group in
      for (origin, store) in zip(origins, stores) {
        group.addTask { try? await store.keep([1], origin: origin, expectedSize: nil) }
      }
      // Begun after them, and on the same threads.
      group.addTask {
        for _ in 0..<100 { await Task.detached {}.value }
        let isLate = end.raise()
        #expect(!isLate)
      }
      await group.waitForAll()
    }
    for (origin, store) in zip(origins, stores) {
      #expect(try await store.note(origin: origin) == [1])
    }
  }

  @Test func aLockThatIsNeverFreeIsGivenUp() async throws {
    let folder = try NoteFolder()
    defer { folder.remove() }
    let lock = try Self.hold("held", in: folder)
    let store = FileNoteStore(directory: folder.path, lockWaitMax: .milliseconds(20))
    await #expect(throws: SealFailure.externalUnwritable(errno: EWOULDBLOCK)) {
      try await store.keep([1], origin: "held", expectedSize: nil)
    }
    #expect(try await store.note(origin: "held") == nil)
    close(lock)
    try await store.keep([1], origin: "held", expectedSize: nil)
    #expect(try await store.note(origin: "held") == [1])
  }
}
