import Foundation

/// A PostgreSQL of the tool's own: one folder, reached by a Unix socket only, no durability.
struct Cluster {
  let folder: URL

  private var data: URL { folder.appendingPathComponent("data") }
  private var log: URL { folder.appendingPathComponent("log") }
  /// A libpq connection string without the database.
  var connectionString: String { "host=\(folder.path) user=postgres" }
  /// pg_ctl's status is 3 or 4 when no server runs there.
  func isRunning() throws(Complaint) -> Bool {
    guard exists else { return false }
    return try Shell.capture(try command("pg_ctl", "-D", data.path, "status")).status == 0
  }
  var exists: Bool { FileManager.default.fileExists(atPath: data.path) }

  /// A path of a Unix socket has at most 107 bytes, of which PostgreSQL appends 14.
  private static let folderByteCountMax = 93

  /// Runs `body` with a cluster which is gone afterwards.
  static func withThrowaway<Result>(
    _ body: (Cluster) throws(Complaint) -> Result
  ) throws(Complaint) -> Result {
    let name = "forge-\(UUID().uuidString.prefix(8))"
    let cluster = Cluster(folder: URL(fileURLWithPath: "/tmp/\(name)", isDirectory: true))
    defer { try? FileManager.default.removeItem(at: cluster.folder) }
    try cluster.start()
    defer { try? cluster.stop() }
    return try body(cluster)
  }

  /// Makes the cluster if need be and starts it.
  func start() throws(Complaint) {
    guard folder.path.utf8.count <= Self.folderByteCountMax else {
      throw Complaint(folder.path, "is too long for a Unix socket")
    }
    if !exists {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch { throw Complaint(folder.path, "cannot be made: \(error)") }
      if geteuid() == 0 {
        try Shell.require(["chown", Self.user, folder.path])
        guard try Shell.capture(Self.asUser + ["test", "-x", folder.path]).status == 0 else {
          throw Complaint(folder.path, "cannot be reached by the user \(Self.user)")
        }
      }
      try Shell.require(
        try command(
          "initdb", "--no-sync", "--no-instructions", "-A", "trust", "-U", "postgres", "-E", "UTF8",
          "--locale=C.UTF-8", "-D", data.path), in: folder)
    }
    let options = [
      "-k '\(folder.path)'", "-c listen_addresses=", "-c fsync=off", "-c synchronous_commit=off",
      "-c full_page_writes=off", "-c max_connections=200",
    ]
    try Shell.require(
      try command(
        "pg_ctl", "-s", "-w", "-D", data.path, "-l", log.path, "-o",
        options.joined(separator: " "), "start"), in: folder)
  }

  func stop() throws(Complaint) {
    try Shell.require(
      try command("pg_ctl", "-s", "-w", "-m", "immediate", "-D", data.path, "stop"), in: folder)
  }

  /// initdb refuses root: then everything runs as the user of the PostgreSQL package.
  private static let user = "postgres"
  private static let asUser = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"]

  private func command(_ program: String, _ arguments: String...) throws(Complaint) -> [String] {
    let path = try Self.binary(program)
    guard geteuid() == 0 else { return [path] + arguments }
    return Self.asUser + [path] + arguments
  }

  /// The program of the newest PostgreSQL installed.
  static func binary(_ program: String) throws(Complaint) -> String {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    let newestFirst = versions.compactMap { Int($0) }.sorted(by: >)
    for version in newestFirst {
      let path = "\(root)/\(version)/bin/\(program)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw Complaint(root, "has no \(program): run ops/setup")
  }
}
