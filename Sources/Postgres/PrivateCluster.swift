import CLibPQ
import Dispatch
import Glibc
import Logging
package import World

/// The PostgreSQL which `tallyd` runs for itself: made, started, watched and stopped here.
///
/// `start` once, then `run` for as long as it shall live, `stop` at any time.
package actor PrivateCluster {
  private let settings: ClusterSettings
  private let world: World
  private let owner: ClusterFiles.Owner?
  private var server: Server = .none
  private var isStopping = false

  private enum Server: Sendable {
    case none
    case child(ClusterProcess)
    case adopted(ClusterOrphan)
  }

  /// - Throws: `socketPathTooLong`, `userUnknown`.
  package init(_ settings: ClusterSettings, world: World) throws(ClusterFailure) {
    let byteCount = settings.socketPath.utf8.count
    guard byteCount <= ClusterLimits.socketPathByteCountMax else {
      throw .socketPathTooLong(path: settings.socketPath, byteCount: byteCount)
    }
    if geteuid() == 0 {
      guard let user = ClusterFiles.user(named: settings.serverUser), user.user != 0 else {
        throw .userUnknown(settings.serverUser)
      }
      owner = user
    } else {
      owner = nil
    }
    self.settings = settings
    self.world = world
  }

  /// The superuser's login, proven by the operating system's user.
  package nonisolated func admin(database: String = "template1") -> DatabaseLogin {
    DatabaseLogin(
      host: settings.sockets, port: ClusterSettings.port, database: database,
      user: ClusterSettings.adminRole)
  }

  /// The process id of the postmaster that runs now.
  package var postmaster: Int32? {
    switch server {
    case .none: nil
    case .child(let process): process.status == nil ? process.pid : nil
    case .adopted(let orphan): orphan.isAlive ? orphan.pid : nil
    }
  }

  /// Makes the cluster if there is none, and returns when it accepts connections. One that an
  /// earlier process left running is adopted.
  ///
  /// - Throws: with no server of ours left running.
  package func start() async throws(ClusterFailure) {
    isStopping = false
    try ClusterFiles.makeDirectory(settings.directory, mode: 0o711, owner: owner)
    try ClusterFiles.makeDirectory(settings.sockets, mode: 0o700, owner: owner)
    try ClusterFiles.makeDirectory(settings.logs, mode: 0o700, owner: owner)
    let binaries = try await initialised()
    try configure()
    try await serve(binaries)
  }

  /// Starts it again whenever it ends, until `stop`. Returns then, or when the task is cancelled.
  package func run() async {
    var backoff = ClusterBackoff()
    var startedAt = world.monotonicNow()
    while !isStopping, !Task.isCancelled {
      await ended()
      if isStopping || Task.isCancelled { return }
      let lifetime = Duration.nanoseconds(Int64(world.monotonicNow() - startedAt))
      world.log.error("private PostgreSQL ended, starting it again")
      guard await sleep(backoff.ended(after: lifetime)), !isStopping else { return }
      startedAt = world.monotonicNow()
      do throws(ClusterFailure) {
        try await serve(try installed())
      } catch {
        world.log.error("private PostgreSQL does not start", metadata: ["reason": "\(error)"])
      }
    }
  }

  /// Fast shutdown: sessions are ended, everything is written. Does nothing when it does not run.
  package func stop() async throws(ClusterFailure) {
    isStopping = true
    // The lock file knows better than we when a program stands between us and the postmaster.
    guard let running = ClusterOrphan.find(settings) ?? postmaster.map(ClusterOrphan.init) else {
      return
    }
    let isOver = await end(running)
    if isOver, case .child(let process) = server { _ = await process.ended() }
    server = .none
    guard isOver else { throw .cannotStop(pid: running.pid) }
  }

  // MARK: Making

  private func installed() throws(ClusterFailure) -> ClusterBinaries {
    let made = ClusterFiles.read(settings.data + "/PG_VERSION")
    return try ClusterBinaries.find(
      majorVersion: made.flatMap { Int($0.filter { !$0.isWhitespace }) })
  }

  /// A cluster is made beside its place and moved there when it is whole.
  private func initialised() async throws(ClusterFailure) -> ClusterBinaries {
    let binaries = try installed()
    guard !ClusterFiles.exists(settings.data + "/PG_VERSION") else { return binaries }
    let fresh = settings.data + ".new"
    if ClusterFiles.exists(fresh) { try await removeTree(fresh) }
    try ClusterFiles.makeDirectory(fresh, mode: 0o700, owner: owner)
    var arguments = [
      binaries.initdb, "--pgdata=\(fresh)", "--username=\(ClusterSettings.adminRole)",
      "--encoding=UTF8", "--locale=C", "--data-checksums", "--auth=scram-sha-256",
      "--auth-local=peer", "--no-instructions",
    ]
    if !settings.isDurable { arguments.append("--no-sync") }
    let process = try await spawn(arguments)
    let status = await process.ended()
    guard status == 0 else { throw .initFailed(status: status, log: settings.startLog) }
    try ClusterFiles.move(fresh, to: settings.data)
    return binaries
  }

  private func removeTree(_ path: String) async throws(ClusterFailure) {
    let process = try await ClusterProcess.spawn(
      ["/bin/rm", "-rf", "--", path], log: settings.startLog)
    guard await process.ended() == 0 else { throw .file(path: path, errno: EBUSY) }
  }

  private func configure() throws(ClusterFailure) {
    // Root may be anybody anyway, and asks with psql when something is wrong.
    var users = [ClusterFiles.ownUserName()]
    if owner != nil { users.append(settings.serverUser) }
    if !users.contains("root") { users.append("root") }
    for (name, text) in [
      ("postgresql.conf", settings.configuration), ("pg_hba.conf", settings.authentication),
      ("pg_ident.conf", settings.userMap(users)),
    ] {
      try ClusterFiles.write(text, to: "\(settings.data)/\(name)", mode: 0o600, owner: owner)
    }
  }

  // MARK: Starting

  private func serve(_ binaries: ClusterBinaries) async throws(ClusterFailure) {
    if let orphan = ClusterOrphan.find(settings) {
      if try await adopts(orphan) { return }
    }
    var backoff = ClusterBackoff()
    var status: Int32 = 0
    for _ in 0..<ClusterLimits.startAttemptsMax {
      try ClusterOrphan.disarmLocks(settings, owner: owner)
      let process = try await spawn([binaries.postgres, "-D", settings.data])
      server = .child(process)
      do throws(ClusterFailure) {
        guard let ended = try await accepting(process) else { return }
        status = ended
      } catch {
        _ = await end(ClusterOrphan.find(settings) ?? ClusterOrphan(pid: process.pid))
        server = .none
        throw error
      }
      // Backends of a killed postmaster may hold its shared memory a little longer.
      guard await sleep(backoff.ended(after: .zero)), !isStopping else { throw .cancelled }
    }
    server = .none
    throw .startFailed(status: status, log: settings.startLog)
  }

  /// - Returns: false when it ended instead.
  private func adopts(_ orphan: ClusterOrphan) async throws(ClusterFailure) -> Bool {
    let deadline = world.monotonicNow() + ClusterLimits.adoptionWait.nanoseconds
    while orphan.isAlive {
      if await accepts() {
        orphan.signal(SIGHUP)
        server = .adopted(orphan)
        return true
      }
      guard world.monotonicNow() < deadline else {
        guard await end(orphan) else { throw .cannotStop(pid: orphan.pid) }
        return false
      }
      guard await sleep(ClusterLimits.pollInterval) else { throw .cancelled }
    }
    return false
  }

  /// - Returns: nil when it accepts connections, its status when it ended before that.
  private func accepting(_ process: ClusterProcess) async throws(ClusterFailure) -> Int32? {
    let deadline = world.monotonicNow() + ClusterLimits.startWait.nanoseconds
    while world.monotonicNow() < deadline {
      if let status = process.status { return status }
      if await accepts() {
        // Else a start that is fast enough would pass over its cancellation.
        guard !Task.isCancelled else { throw .cancelled }
        return nil
      }
      guard await sleep(ClusterLimits.pollInterval) else { throw .cancelled }
    }
    throw .startTimedOut(log: settings.startLog)
  }

  private func accepts() async -> Bool {
    let parameters = admin().parameters
    return await withCheckedContinuation { waiter in
      DispatchQueue.global().async { @Sendable in
        let answer = unsafe CStrings.with(parameters.map { $0.name }) { keys in
          unsafe CStrings.with(parameters.map { $0.value }) { values in
            unsafe PQpingParams(keys, values, 0)
          }
        }
        waiter.resume(returning: answer == PQPING_OK)
      }
    }
  }

  /// Starts a program of PostgreSQL's as the user who may run it.
  private func spawn(_ arguments: [String]) async throws(ClusterFailure) -> ClusterProcess {
    // The server's user may have no right to the directory we are in.
    let placed = ["/usr/bin/env", "--chdir=/"]
    var wrapped: [String] = []
    let setpriv = "/usr/bin/setpriv"
    if ClusterFiles.isProgram(setpriv) {
      if let owner {
        wrapped += ["--reuid=\(owner.user)", "--regid=\(owner.group)", "--clear-groups"]
      }
      if settings.endsWithUs { wrapped += ["--pdeathsig=QUIT"] }
      if !wrapped.isEmpty { wrapped = [setpriv] + wrapped + ["--"] }
    } else if owner != nil {
      wrapped = ["/usr/sbin/runuser", "-u", settings.serverUser, "--"]
    }
    return try await ClusterProcess.spawn(placed + wrapped + arguments, log: settings.startLog)
  }

  // MARK: Ending

  /// Waits until the server of now has ended.
  private func ended() async {
    switch server {
    case .none: return
    case .child(let process): _ = await process.ended()
    case .adopted(let orphan):
      while orphan.isAlive, !isStopping {
        guard await sleep(ClusterLimits.adoptedPollInterval) else { return }
      }
    }
  }

  /// - Returns: false when it still lives after everything.
  private func end(_ orphan: ClusterOrphan) async -> Bool {
    for (signal, wait) in [
      (SIGINT, ClusterLimits.fastShutdownWait), (SIGQUIT, ClusterLimits.immediateShutdownWait),
      (SIGKILL, ClusterLimits.immediateShutdownWait),
    ] {
      orphan.signal(signal)
      let deadline = world.monotonicNow() + wait.nanoseconds
      while orphan.isAlive, world.monotonicNow() < deadline {
        // Also when cancelled: stopping is what a cancelled server does. A task of its own is not.
        _ = await Task { await sleep(ClusterLimits.pollInterval) }.value
      }
      if !orphan.isAlive { return true }
    }
    return false
  }

  /// - Returns: false when the task was cancelled.
  private func sleep(_ duration: Duration) async -> Bool {
    do {
      try await world.sleep(duration)
      return true
    } catch {
      return false
    }
  }
}
