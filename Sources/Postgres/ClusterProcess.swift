import Dispatch
import Glibc
import Synchronization

/// A child process, waited for on a thread that lives as long as the child.
///
/// Spawning and waiting share that thread because the signal a child asks for at its parent's death
/// comes when the parent's *thread* ends.
final class ClusterProcess: Sendable {
  let pid: Int32
  private let end: Mutex<End>

  private struct End {
    var status: Int32?
    var waiters: [CheckedContinuation<Int32, Never>] = []
  }

  private init(pid: Int32) {
    self.pid = pid
    end = Mutex(End())
  }

  /// The exit status once it has ended, nil before; 128 and the number for a signal, as shells say.
  var status: Int32? { end.withLock { $0.status } }

  /// Waits until it has ended.
  func ended() async -> Int32 {
    await withCheckedContinuation { waiter in
      let status = end.withLock { end -> Int32? in
        if end.status == nil { end.waiters.append(waiter) }
        return end.status
      }
      if let status { waiter.resume(returning: status) }
    }
  }

  /// Starts `arguments[0]`, found by path, with the output appended to `log`.
  static func spawn(
    _ arguments: [String], log: String
  ) async throws(ClusterFailure) -> ClusterProcess {
    let queue = DispatchQueue(label: "tally.child")
    let result: Result<ClusterProcess, ClusterFailure> = await withCheckedContinuation { waiter in
      queue.async { @Sendable in
        var pid: Int32 = 0
        let code = start(arguments, log: log, pid: &pid)
        guard code == 0 else {
          waiter.resume(returning: .failure(.spawn(program: arguments[0], errno: code)))
          return
        }
        let process = ClusterProcess(pid: pid)
        waiter.resume(returning: .success(process))
        process.waitHere()
      }
    }
    return try result.get()
  }

  private func waitHere() {
    var raw: Int32 = 0
    while unsafe waitpid(pid, &raw, 0) < 0, errno == EINTR {}
    let signal = raw & 0x7F
    let status = signal == 0 ? raw >> 8 & 0xFF : 128 + signal
    let waiters = end.withLock { end in
      end.status = status
      defer { end.waiters = [] }
      return end.waiters
    }
    for waiter in waiters { waiter.resume(returning: status) }
  }

  /// - Returns: 0, or the error number.
  private static func start(_ arguments: [String], log: String, pid: inout Int32) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Ours are closed on exec; a library's may not be.
    for descriptor in ClusterFiles.names(in: "/proc/self/fd").compactMap({ Int32($0) })
    where descriptor > 2 {
      unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // Dispatch's threads block all signals; a child must not inherit that. A group of its own keeps
    // the terminal's interrupt away from it.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC"]
    return unsafe CStrings.withArguments(arguments) { argv in
      unsafe CStrings.withArguments(environment) { envp in
        unsafe posix_spawn(&pid, arguments[0], &actions, &attributes, argv, envp)
      }
    }
  }
}
