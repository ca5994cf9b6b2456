import Glibc
import World

/// The few file operations the supervisor needs.
enum ClusterFiles {
  /// Who shall own a file; nil leaves it with us.
  typealias Owner = DurableFile.Owner

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
  static func isProgram(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// Makes the directory and those above it; mode and owner are set on the last.
  static func makeDirectory(
    _ path: String, mode: UInt32, owner: Owner?
  ) throws(ClusterFailure) {
    var part = ""
    for name in path.split(separator: "/") {
      part += "/" + name
      if unsafe mkdir(part, part == path ? mode : 0o755) != 0, errno != EEXIST {
        throw .file(path: part, errno: errno)
      }
    }
    // By descriptor: root must not follow a link which the server's user put there.
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, errno: errno) }
    defer { Glibc.close(descriptor) }
    guard fchmod(descriptor, mode) == 0 else { throw .file(path: path, errno: errno) }
    try give(descriptor, at: path, to: owner)
  }

  private static func give(
    _ descriptor: Int32, at path: String, to owner: Owner?
  ) throws(ClusterFailure) {
    guard let owner else { return }
    guard fchown(descriptor, owner.user, owner.group) == 0 else {
      throw .file(path: path, errno: errno)
    }
  }

  /// Replaces the file as a whole, so that a crash or a power cut leaves the old or the new one.
  static func write(
    _ text: String, to path: String, mode: UInt32, owner: Owner?
  ) throws(ClusterFailure) {
    try durably { () throws(FileFailure) in
      try DurableFile.write(Array(text.utf8), to: path, mode: mode, owner: owner)
    }
  }

  /// Renames within one folder; the new name is on the disk.
  static func move(_ source: String, to target: String) throws(ClusterFailure) {
    try durably { () throws(FileFailure) in try DurableFile.move(source, to: target) }
  }

  private static func durably(_ body: () throws(FileFailure) -> Void) throws(ClusterFailure) {
    do throws(FileFailure) {
      try body()
    } catch {
      throw .file(path: error.path, errno: error.errno)
    }
  }

  /// - Returns: nil when it cannot be read; at most 64 KiB.
  static func read(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe buffer.withUnsafeMutableBytes { span in
      unsafe Glibc.read(descriptor, span.baseAddress, span.count)
    }
    guard count >= 0 else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  static func target(ofLink path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { span in
      guard let base = span.baseAddress else { return 0 }
      return unsafe readlink(path, base.assumingMemoryBound(to: CChar.self), span.count)
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  /// The path without symbolic links; the path itself when it does not exist.
  static func resolved(_ path: String) -> String {
    guard let text = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  /// The names in a directory.
  static func names(in path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { characters in
          unsafe String(cString: characters)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// - Returns: nil for an unknown name.
  static func user(named name: String) -> Owner? {
    guard let entry = unsafe getpwnam(name) else { return nil }
    return unsafe Owner(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
  }

  /// The name of the user this process runs as.
  static func ownUserName() -> String {
    guard let entry = unsafe getpwuid(geteuid()) else { return String(geteuid()) }
    return unsafe String(cString: entry.pointee.pw_name)
  }
}
