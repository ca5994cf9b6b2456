import Glibc

/// Small files and the standard channels.
enum Files {
  enum Channel: Int32 {
    case standardOutput = 1
    case standardError = 2
  }

  struct Failure: Error {
    let path: String
    let errno: Int32
    var text: String { "\(path): \(unsafe String(cString: strerror(errno)))" }
  }

  /// Largest file read whole, in bytes: an observation file or a policy is far smaller.
  private static let byteCountMax = 1 << 28

  /// Writes all of it. A reader which has gone away ends the process, as it does other tools.
  static func write(_ text: String, to channel: Channel) {
    let isWhole = write(Array(text.utf8), descriptor: channel.rawValue) == 0
    if !isWhole { Process.exit(1) }
  }

  /// - Returns: the error number, 0 when all was written.
  static func write(_ bytes: [UInt8], descriptor: Int32) -> Int32 {
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
        if count > 0 {
          done += count
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  /// Reads a file, or standard input when `path` is `-`.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    var out: [UInt8] = []
    try read(path) { out += $0 }
    return out
  }

  /// Reads a file in pieces.
  static func read(_ path: String, _ body: ([UInt8]) -> Void) throws(Failure) {
    let descriptor = path == "-" ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, errno: errno) }
    defer { if path != "-" { close(descriptor) } }
    var total = 0
    while total < byteCountMax {
      var failure: Int32 = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        let got = unsafe Glibc.read(descriptor, buffer.baseAddress, 1 << 16)
        failure = got < 0 ? errno : 0
        count = max(0, got)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw Failure(path: path, errno: failure) }
      guard !chunk.isEmpty else { return }
      total += chunk.count
      body(chunk)
    }
    throw Failure(path: path, errno: EFBIG)
  }

  /// Writes a file, replacing what is there.
  ///
  /// - Parameter isNew: true to refuse a file which is there.
  static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, isNew: Bool = false
  ) throws(Failure) {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (isNew ? O_EXCL : O_TRUNC)
    let descriptor = unsafe open(path, flags, mode)
    guard descriptor >= 0 else { throw Failure(path: path, errno: errno) }
    let failure = write(bytes, descriptor: descriptor)
    guard close(descriptor) == 0, failure == 0 else {
      throw Failure(path: path, errno: failure == 0 ? errno : failure)
    }
  }

  /// Writes a file whole or not at all: what is there stays until all is written beside it. What
  /// is no file, such as a terminal, is written to as it is.
  ///
  /// - Parameter mark: tells the file beside it from every other.
  static func replace(_ path: String, with bytes: [UInt8], mark: String) throws(Failure) {
    let target = resolved(path)
    let isFile = kind(target).map { $0 == UInt32(S_IFREG) } ?? true
    guard isFile, !path.hasPrefix("/dev/") else { return try write(bytes, to: path) }
    let beside = "\(target).\(mark)"
    let mode = rights(target)?.mode ?? 0o644
    do throws(Failure) {
      try write(bytes, to: beside, mode: mode, isNew: true)
      try rename(beside, to: target)
    } catch {
      if error.errno != EEXIST { remove(beside) }
      throw error
    }
  }

  /// The file which a path leads to; the path itself when there is none.
  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// The kind of a file, as the bits of its mode say.
  ///
  /// - Returns: nil when there is no such file.
  private static func kind(_ path: String) -> UInt32? {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    return UInt32(facts.st_mode) & UInt32(S_IFMT)
  }

  /// Whether two paths lead to one file, by whatever names.
  static func areSame(_ path: String, _ other: String) -> Bool {
    var facts = stat()
    var others = stat()
    guard unsafe stat(path, &facts) == 0, unsafe stat(other, &others) == 0 else { return false }
    return facts.st_dev == others.st_dev && facts.st_ino == others.st_ino
  }

  /// Whether there is anything of this name.
  static func isThere(_ path: String) -> Bool { kind(path) != nil }

  /// Adds to the end of a file, which is made when it is not there.
  static func append(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(path: path, errno: errno) }
    let failure = write(bytes, descriptor: descriptor)
    guard close(descriptor) == 0, failure == 0 else {
      throw Failure(path: path, errno: failure == 0 ? errno : failure)
    }
  }

  /// Makes a folder of mode 0700, and those above it, unless they are there.
  static func makeFolder(_ path: String) throws(Failure) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard unsafe mkdir(made, 0o700) == 0 || errno == EEXIST else {
        throw Failure(path: made, errno: errno)
      }
    }
  }

  static func rename(_ path: String, to target: String) throws(Failure) {
    guard unsafe Glibc.rename(path, target) == 0 else { throw Failure(path: target, errno: errno) }
  }

  static func remove(_ path: String) { _ = unsafe unlink(path) }

  /// - Returns: 0 when there is no such file.
  static func byteCount(_ path: String) -> Int {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  /// What a file's rights say: its mode bits and its owner.
  ///
  /// - Returns: nil when there is no such file.
  static func rights(_ path: String) -> (mode: UInt32, owner: UInt32)? {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    return (UInt32(facts.st_mode) & 0o777, facts.st_uid)
  }
}
