import Bytes
import Domain
import Engine
import Ledger
import Postgres
import Reactor
import SQL
import Scheduler
import Sealer
import Synchronization
import TestKit
import World

/// The extracts of a bench's tenant: sealed and signed as the server does it, kept in memory.
struct ExtractBench {
  let bench: TenantBench
  let files = MemoryShelf()
  private let signer: NoteSigner
  private let sealer: TenantSealer

  init(_ bench: TenantBench) throws {
    self.bench = bench
    signer = try NoteSigner(
      name: bench.tenant.desk.tenant.identity(of: .ledger).origin, seed: Array(0...31))
    let admin = bench.database.admin
    let pool = TenantSessions(
      TenantSessions.Settings(
        target: admin.target,
        bounds: PoolMachine.Bounds(sessionsMax: 2, sessionsPerRoleMax: 2),
        passwords: { role in
          [TenantPassword.derive(loginKey: TestCluster.loginKey, role: role, epoch: 1)]
        }),
      opener: ConnectionOpener(world: TenantBench.world),
      executor: ShardExecutor(label: "tests.sealer"), world: TenantBench.world)
    let sessions = pool.sessions(
      of: SessionOwner(
        role: "tally_sealer", schema: TenantSchema(bench.name.text), purpose: .tenant))
    sealer = TenantSealer(
      SealTarget(
        name: TenantLog(bench.name.text, .ledger),
        store: SessionSealStore(sessions: sessions, log: .ledger, world: TenantBench.world),
        signer: signer),
      notes: FileNoteStore(directory: try TemporaryDirectory.make()), world: TenantBench.world)
  }

  func grant(
    _ datasets: [Int16] = [2, 5, 7], from: String, number: UInt64 = 1
  ) throws -> ExtractGrant {
    ExtractGrant(
      id: Identifier(high: 8, low: number), regulator: Identifier(high: 7, low: number),
      datasets: datasets, fromOn: try day(from), toOn: nil)
  }

  /// One run of the job of a period end.
  func run(_ grants: [ExtractGrant], end: String) async throws(JobFailure) {
    let (signer, sealer, files) = (signer, sealer, files)
    let means = ExtractJob.Means(
      grants: { _ in grants }, signer: { _ in signer },
      seal: { (_) throws(ExtractJobFailure) in
        do throws(SealFailure) {
          _ = try await sealer.seal()
          _ = try await sealer.sign()
        } catch {
          throw .ledger("\(error)")
        }
      }, open: { (_, name) in MemoryFile(shelf: files, name: name) })
    try await ExtractJob(means).run(
      ClaimedJob(
        id: Identifier(high: 1, low: 1), kind: "extract", slot: end, attempt: 1, payload: [],
        progress: nil),
      JobContext(world: TenantBench.world, tenant: bench.tenant, store: bench.store()))
  }

  /// The rows of a dataset of an extract, its columns divided by commas.
  func rows(_ dataset: String, of grant: ExtractGrant, end: String) throws -> [[String]] {
    guard let archive = files.archives["\(grant.id)-\(end).tar"],
      let file = Self.file("datasets/\(dataset).csv", in: archive)
    else { throw Missing(end: end) }
    return String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }
  struct Missing: Error { let end: String }

  private static func file(_ wanted: String, in archive: [UInt8]) -> [UInt8]? {
    var start = 0
    while start + 512 <= archive.count {
      let name = String(decoding: archive[start..<start + 100].prefix { $0 != 0 }, as: UTF8.self)
      let digits = String(decoding: archive[start + 124..<start + 135], as: UTF8.self)
      guard let size = Int(digits, radix: 8) else { return nil }
      if name == wanted { return Array(archive[start + 512..<start + 512 + size]) }
      start += 512 + (size + 511) / 512 * 512
    }
    return nil
  }

  private func day(_ text: String) throws -> Day {
    guard let day = Day(text) else { throw Missing(end: text) }
    return day
  }
}

/// Extract files in memory; fails on demand.
final class MemoryShelf: Sendable {
  private let state = Mutex<(archives: [String: [UInt8]], isFull: Bool)>(([:], false))

  var archives: [String: [UInt8]] { state.withLock { $0.archives } }
  var isFull: Bool {
    get { state.withLock { $0.isFull } }
    set { state.withLock { $0.isFull = newValue } }
  }

  fileprivate func put(_ bytes: [UInt8], _ name: String) throws(ExtractJobFailure) {
    let isFull = state.withLock { state in
      if !state.isFull { state.archives[name] = bytes }
      return state.isFull
    }
    if isFull { throw .file("no room") }
  }
}

private actor MemoryFile: ExtractFile {
  private let shelf: MemoryShelf
  private let name: String
  private var bytes: [UInt8] = []

  init(shelf: MemoryShelf, name: String) {
    self.shelf = shelf
    self.name = name
  }

  func append(_ bytes: [UInt8]) async throws(ExtractJobFailure) { self.bytes += bytes }

  func commit() async throws(ExtractJobFailure) -> (byteCount: Int64, hash: Digest) {
    try shelf.put(bytes, name)
    return (Int64(bytes.count), Hashing.sha256(bytes))
  }

  func discard() async { bytes = [] }
}
