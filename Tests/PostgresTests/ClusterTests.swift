import Foundation
import Synchronization
import TestKit
import Testing
import World

// The bounds are asserted as they stand inside of the module.
@testable import Postgres

/// Goal: PostgreSQL is there after every way to end. Method: clusters of their own, killed and
/// started again.
@Suite(.serialized) struct ClusterTests {
  private static func settings() throws -> ClusterSettings {
    var settings = ClusterSettings(directory: try TemporaryDirectory.make() + "/pg")
    settings.isDurable = false
    settings.endsWithUs = true
    settings.connectionsMax = 20
    settings.sharedBuffersMebibytes = 16
    return settings
  }

  private static func answer(_ cluster: PrivateCluster) async throws -> String? {
    try await AdminConnection.with(cluster.admin(), world: .real) { link throws(AdminFailure) in
      try link.query("select current_user", task: "asking")[0][0]
    }
  }

  @Test func startsStopsAndStartsAgain() async throws {
    let settings = try Self.settings()
    let cluster = try PrivateCluster(settings, world: .real)
    try await cluster.stop()  // Not started: nothing to do.
    try await cluster.start()
    #expect(try await Self.answer(cluster) == "tally_admin")
    let first = try #require(await cluster.postmaster)
    try await cluster.stop()
    try await cluster.stop()
    #expect(kill(first, 0) != 0)
    #expect(await cluster.postmaster == nil)
    try await cluster.start()
    #expect(try await Self.answer(cluster) == "tally_admin")
    try await cluster.stop()
  }

  /// Goal: a start that ends early leaves no server. Method: one that is cancelled at once.
  @Test func aStartThatFailsLeavesNothingRunning() async throws {
    let settings = try Self.settings()
    let cluster = try PrivateCluster(settings, world: .real)
    try await cluster.start()
    try await cluster.stop()
    let starting = Task { () async -> ClusterFailure? in
      do throws(ClusterFailure) {
        try await cluster.start()
        return nil
      } catch {
        return error
      }
    }
    starting.cancel()
    #expect(await starting.value != nil)
    #expect(await cluster.postmaster == nil)
    // Its lock file comes late: what works on the data is looked for by its arguments.
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
      return String(decoding: line, as: UTF8.self).contains(settings.data)
    }
    #expect(processes == [])
  }

  /// Goal: a server that is stopped by a cancelled task waits, and does not spin. Method: each sleep
  /// that a cancel cuts short is counted.
  @Test func aCancelledStopSleeps() async throws {
    let cuts = Atomic(0)
    var world = World.real
    world.sleep = { duration in
      do { try await Task.sleep(for: duration) } catch {
        cuts.wrappingAdd(1, ordering: .relaxed)
        throw error
      }
    }
    let cluster = try PrivateCluster(Self.settings(), world: world)
    try await cluster.start()
    let stopping = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await cluster.stop()
    }
    try await stopping.value
    #expect(await cluster.postmaster == nil)
    let cutCount = cuts.load(ordering: .relaxed)
    #expect(cutCount == 0)
  }

  @Test func settingsAreInForce() async throws {
    let cluster = try PrivateCluster(Self.settings(), world: .real)
    try await cluster.start()
    let rows = try await AdminConnection.with(cluster.admin(), world: .real) {
      link throws(AdminFailure) in
      try link.query(
        """
        select name, setting from pg_settings where name in ('listen_addresses', 'wal_level',
          'data_checksums', 'password_encryption', 'recovery_init_sync_method', 'TimeZone',
          'server_encoding', 'lc_collate', 'unix_socket_permissions', 'log_error_verbosity')
        order by name
        """, task: "asking")
    }
    #expect(
      rows == [
        ["TimeZone", "UTC"], ["data_checksums", "on"], ["lc_collate", "C"],
        ["listen_addresses", ""], ["log_error_verbosity", "terse"],
        ["password_encryption", "scram-sha-256"], ["recovery_init_sync_method", "syncfs"],
        ["server_encoding", "UTF8"], ["unix_socket_permissions", "0700"], ["wal_level", "logical"],
      ])
    // The superuser by the operating system's word alone, and nobody else so.
    for user in ["tally_owner", "nobody_at_all"] {
      await #expect(throws: AdminFailure.self) {
        let login = cluster.admin().with(user: user, password: nil)
        try await AdminConnection.open(login, world: .real).close()
      }
    }
    try await cluster.stop()
  }

  @Test func killedPostmasterIsStartedAgain() async throws {
    let cluster = try PrivateCluster(Self.settings(), world: .real)
    try await cluster.start()
    let first = try #require(await cluster.postmaster)
    try await AdminConnection.with(cluster.admin(), world: .real) { link throws(AdminFailure) in
      try link.run("create table kept (a integer)", task: "making")
      try link.run("insert into kept values (1)", task: "making")
    }
    let watching = Task { await cluster.run() }
    // A session is open while it dies: its backend holds the shared memory for a moment.
    let open = try await AdminConnection.open(cluster.admin(), world: .real)
    kill(first, SIGKILL)
    var second = await cluster.postmaster
    while second == nil || second == first {
      try await Task.sleep(for: .milliseconds(10))
      second = await cluster.postmaster
    }
    var count: String?
    while count == nil {
      // Refused until the recovery is over.
      count = try? await AdminConnection.with(cluster.admin(), world: .real) {
        link throws(AdminFailure) in
        try link.query("select count(*) from kept", task: "asking")[0][0]
      }
      if count == nil { try await Task.sleep(for: .milliseconds(10)) }
    }
    #expect(count == "1")
    await #expect(throws: AdminFailure.self) { try await open.query("select 1", task: "asking") }
    try await cluster.stop()
    await watching.value
    #expect(await cluster.postmaster == nil)
  }

  @Test func runningPostmasterIsAdopted() async throws {
    var settings = try Self.settings()
    let first = try PrivateCluster(settings, world: .real)
    try await first.start()
    let pid = try #require(await first.postmaster)
    settings.connectionsMax = 21
    let second = try PrivateCluster(settings, world: .real)
    try await second.start()
    #expect(await second.postmaster == pid)
    #expect(try await Self.answer(second) == "tally_admin")
    // An adopted one is watched too.
    let watching = Task { await second.run() }
    kill(pid, SIGKILL)
    var next = await second.postmaster
    while next == nil || next == pid {
      try await Task.sleep(for: .milliseconds(10))
      next = await second.postmaster
    }
    try await second.stop()
    await watching.value
    #expect(await second.postmaster == nil)
  }

  @Test func staleLocksOfALivingStrangerAreNoHindrance() async throws {
    let settings = try Self.settings()
    let cluster = try PrivateCluster(settings, world: .real)
    try await cluster.start()
    let pid = try #require(await cluster.postmaster)
    let lock = try String(contentsOfFile: settings.pidFile, encoding: .utf8)
    let socketLock = try String(contentsOfFile: settings.socketPath + ".lock", encoding: .utf8)
    try await cluster.stop()
    // A stranger of the same user, so that PostgreSQL would take it for a server.
    let stranger = Process()
    stranger.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    let user = geteuid() == 0 ? ["--reuid=postgres", "--clear-groups"] : []
    stranger.arguments = user + ["sleep", "60"]
    try stranger.run()
    defer { stranger.terminate() }
    let strange = String(stranger.processIdentifier)
    for (path, text) in [(settings.pidFile, lock), (settings.socketPath + ".lock", socketLock)] {
      try text.replacing(String(pid), with: strange)
        .write(toFile: path, atomically: true, encoding: .utf8)
    }
    try await cluster.start()
    #expect(try await Self.answer(cluster) == "tally_admin")
    #expect(await cluster.postmaster != stranger.processIdentifier)
    #expect(stranger.isRunning)
    try await cluster.stop()
  }

  @Test func halfMadeClusterIsMadeAnew() async throws {
    let settings = try Self.settings()
    try FileManager.default.createDirectory(
      atPath: settings.data + ".new/base", withIntermediateDirectories: true)
    try "15\n".write(
      toFile: settings.data + ".new/PG_VERSION", atomically: true, encoding: .utf8)
    let cluster = try PrivateCluster(settings, world: .real)
    try await cluster.start()
    #expect(try await Self.answer(cluster) == "tally_admin")
    #expect(!FileManager.default.fileExists(atPath: settings.data + ".new"))
    try await cluster.stop()
  }

  @Test func brokenConfigurationIsReportedAfterSomeAttempts() async throws {
    let settings = try Self.settings()
    let cluster = try PrivateCluster(settings, world: .real)
    try await cluster.start()
    try await cluster.stop()
    try "no_such_setting = 1\n".write(
      toFile: settings.data + "/local.conf", atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: settings.data + "/local.conf")
    // Waiting between the attempts is not what is tested.
    var world = World.real
    let waits = Mutex(0)
    world.sleep = { duration in
      if duration >= ClusterLimits.restartBackoffMin { waits.withLock { $0 += 1 } }
      try await Task.sleep(for: min(duration, ClusterLimits.pollInterval))
    }
    let broken = try PrivateCluster(settings, world: world)
    await #expect(throws: ClusterFailure.startFailed(status: 1, log: settings.startLog)) {
      try await broken.start()
    }
    #expect(waits.withLock { $0 } == ClusterLimits.startAttemptsMax)
  }

  @Test func longSocketPathIsRefused() throws {
    let fits = "/tmp/" + String(repeating: "d", count: 107 - "/tmp//run/.s.PGSQL.5432".count)
    _ = try PrivateCluster(ClusterSettings(directory: fits), world: .real)
    let long = fits + "d"
    #expect(
      throws: ClusterFailure.socketPathTooLong(
        path: long + "/run/.s.PGSQL.5432", byteCount: 108)
    ) {
      _ = try PrivateCluster(ClusterSettings(directory: long), world: .real)
    }
  }

  @Test func missingBinariesAreNamed() throws {
    #expect(throws: ClusterFailure.binariesMissing(majorVersion: 3)) {
      _ = try ClusterBinaries.find(majorVersion: 3)
    }
    #expect(throws: ClusterFailure.binariesMissing(majorVersion: nil)) {
      _ = try ClusterBinaries.find(below: "/nowhere")
    }
    #expect(try ClusterBinaries.find().majorVersion >= 15)
  }

  @Test func backoffDoublesToItsLimitAndBeginsAnew() {
    var backoff = ClusterBackoff()
    let waits = (0..<9).map { _ in backoff.ended(after: .seconds(1)) }
    #expect(waits.prefix(3) == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
    #expect(waits.last == ClusterLimits.restartBackoffMax)
    #expect(backoff.ended(after: ClusterLimits.steadyAfter) == .milliseconds(100))
  }
}
