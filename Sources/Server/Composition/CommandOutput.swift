import Glibc

/// What a command of the operator's prints: the way to a master key that lies in no file.
enum CommandOutput {
  /// Runs `command` by the shell and takes its standard output; its standard error is ours.
  ///
  /// Blocks its thread: for the start, not for calls.
  /// - Throws: when it cannot be run, fails, prints too much, or does not end in time.
  static func of(
    _ command: String, millisecondsMax: Int = Limits.commandMillisecondsMax
  ) throws(ServerFailure) -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw failure("no pipe", errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var pid: pid_t = 0
    let code = start(command, output: ends[1], pid: &pid)
    close(ends[1])
    defer { close(ends[0]) }
    guard code == 0 else { throw failure("does not start", code) }
    let end = milliseconds() + millisecondsMax
    let (bytes, isWhole) = read(ends[0], until: end)
    // One that closed its output may live on.
    let status = isWhole ? wait(pid, until: end) : nil
    guard let status else {
      // Its group, so that what it started ends too.
      kill(-pid, SIGKILL)
      var killed: Int32 = 0
      while unsafe waitpid(pid, &killed, 0) < 0, errno == EINTR {}
      throw .setting("the master key's command does not end, or prints too much")
    }
    guard status == 0 else { throw .setting("the master key's command failed") }
    return bytes
  }

  private static func failure(_ what: String, _ error: Int32) -> ServerFailure {
    .setting("the master key's command: \(what), error \(error)")
  }

  private static func start(_ command: String, output: Int32, pid: inout pid_t) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let texts = ["sh", "-c", command]
    // Safe because the copies live until the child has its own.
    var words: [UnsafeMutablePointer<CChar>?] = unsafe texts.map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    defer { while let word = unsafe words.popLast() { unsafe free(word) } }
    return unsafe posix_spawn(&pid, "/bin/sh", &actions, &attributes, words, environ)
  }

  /// - Returns: nil when it did not end in time.
  private static func wait(_ pid: pid_t, until end: Int) -> Int32? {
    var status: Int32 = 0
    while true {
      let ended = unsafe waitpid(pid, &status, WNOHANG)
      if ended == pid { return status }
      // Its status is lost: it did not end well.
      if ended < 0, errno != EINTR { return -1 }
      guard milliseconds() < end else { return nil }
      usleep(Limits.commandLookMicroseconds)
    }
  }

  /// - Returns: false beside the bytes when they did not end in time or are too many.
  private static func read(
    _ descriptor: Int32, until end: Int
  ) -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= Limits.fileByteCountMax {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = end - milliseconds()
      guard left > 0, unsafe poll(&entry, 1, Int32(clamping: left)) > 0 else {
        if left > 0, errno == EINTR { continue }
        return (bytes, false)
      }
      // Safe because it reads at most the array's length into it.
      let got = unsafe part.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      }
      if got == 0 { return (bytes, true) }
      if got > 0 { bytes += part.prefix(got) } else if errno != EINTR { return (bytes, false) }
    }
    return (bytes, false)
  }

  private static func milliseconds() -> Int {
    var now = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Int(now.tv_sec) * 1_000 + Int(now.tv_nsec) / 1_000_000
  }
}
