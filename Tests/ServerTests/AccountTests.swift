import Foundation
import TestKit
import Testing

/// Goal: `tallyd` started by root is root no longer, and what root's earlier server left is its own.
@Suite(.serialized, .timeLimit(.minutes(5))) struct AccountTests {
  private static let name = "tallystick"

  /// What only root can try is left out for others, and said.
  private static func isRoot(_ test: String = #function) -> Bool {
    if geteuid() == 0 { return true }
    print("left out: \(test) needs root")
    return false
  }

  private static func account() throws -> (user: uid_t, group: gid_t) {
    let entry = try #require(getpwnam(name), "ops/setup makes the user \(name)").pointee
    return (entry.pw_uid, entry.pw_gid)
  }

  private static func owner(_ path: String) -> uid_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_uid : nil
  }

  /// A line of /proc/PID/task/TID/status, in words.
  private static func line(_ name: String, of task: String) throws -> [Substring] {
    let lines = try String(contentsOfFile: task + "/status", encoding: .utf8).split(separator: "\n")
    return try #require(lines.first { $0.hasPrefix(name + ":") }).split(separator: "\t").dropFirst()
      .map { $0 }
  }

  /// Each thread has a user of its own: one that was left out would be enough.
  @Test func rootsServerBecomesAnotherUser() async throws {
    guard Self.isRoot() else { return }
    let account = try Self.account()
    let directory = try TemporaryDirectory.make() + "/data"
    let server = try TallydProcess(["--data", directory])
    try #require(await server.ready())
    let tasks = "/proc/\(server.pid)/task"
    let names = try FileManager.default.contentsOfDirectory(atPath: tasks)
    #expect(names.count > 1)
    for task in names.map({ "\(tasks)/\($0)" }) {
      #expect(try Self.line("Uid", of: task) == .init(repeating: "\(account.user)", count: 4))
      #expect(try Self.line("Gid", of: task) == .init(repeating: "\(account.group)", count: 4))
      for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
        #expect(try Self.line(set, of: task).joined().allSatisfy { $0 == "0" }, "\(set)")
      }
      let groups = try Self.line("Groups", of: task).joined().split(separator: " ")
      #expect(!groups.contains("0"))
    }
    for name in ["", "/master.key", "/operator.token", "/postgres/data/PG_VERSION"] {
      #expect(Self.owner(directory + name) == account.user, "\(name)")
    }
    #expect(try await !RestartTests.made(directory, .real).isEmpty)
    #expect(server.end(SIGTERM) == 0)
    // The same user finds its own again.
    let second = try TallydProcess(["--data", directory])
    #expect(await second.ready())
    #expect(second.end(SIGTERM) == 0)
  }

  /// Goal: what an earlier server of root's made is given away; what hangs on a link is not.
  @Test func rootsDirectoryIsGivenAway() async throws {
    guard Self.isRoot() else { return }
    let account = try Self.account()
    let folder = try TemporaryDirectory.make()
    let directory = folder + "/data"
    let files = FileManager.default
    for path in ["notes/a", "extracts/b", "postgres/log", "profiles"] {
      try files.createDirectory(atPath: "\(directory)/\(path)", withIntermediateDirectories: true)
    }
    let key = (0..<32).map { String(format: "%02x", $0 * 7 + 1) }.joined()
    let given = [
      "master.key", "tallyd.pid", "metrics.prom", "notes/a/checkpoint", "extracts/b/c.tar",
      "postgres/log/start.log",
    ]
    for name in given + ["profiles/mine.token", "local"] {
      let path = "\(directory)/\(name)"
      try Data((name == "master.key" ? key : "").utf8).write(to: URL(fileURLWithPath: path))
      #expect(chmod(path, 0o600) == 0)
    }
    for path in ["postgres", "postgres/log"] {
      #expect(chown("\(directory)/\(path)", account.user, account.group) == 0)
    }
    for name in ["soft", "hard"] {
      try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    try files.createSymbolicLink(
      atPath: directory + "/tallyd.sock.new", withDestinationPath: folder + "/soft")
    try files.createSymbolicLink(
      atPath: directory + "/notes/folder", withDestinationPath: directory + "/profiles")
    try files.linkItem(atPath: folder + "/hard", toPath: directory + "/notes/a/lock")

    // Who only looks gives nothing away.
    #expect(try TallydProcess.run(["doctor", "--data", directory]).status == 1)
    #expect(Self.owner(directory) == 0)

    let server = try TallydProcess(["--data", directory])
    try #require(await server.ready())
    #expect(server.end(SIGTERM) == 0)
    for name in given + ["", "notes", "notes/a", "extracts", "extracts/b"] {
      #expect(Self.owner("\(directory)/\(name)") == account.user, "\(name)")
    }
    for name in ["profiles", "profiles/mine.token", "local"] {
      #expect(Self.owner("\(directory)/\(name)") == 0, "\(name)")
    }
    for name in ["soft", "hard"] { #expect(Self.owner("\(folder)/\(name)") == 0, "\(name)") }
    let kept = try String(contentsOfFile: directory + "/master.key", encoding: .utf8)
    #expect(kept == key)
  }

  @Test func whatCannotBeItsIsRefusedByName() throws {
    guard Self.isRoot() else { return }
    let folder = try TemporaryDirectory.make()
    let files = FileManager.default
    func refusal(_ arguments: [String]) throws -> String {
      let outcome = try TallydProcess.run(arguments)
      #expect(outcome.status == 1)
      return outcome.errors
    }
    let unknown = try refusal(["--data", folder + "/new", "--user", "nobody-is-called-so"])
    #expect(unknown.hasPrefix("tallyd: there is no user nobody-is-called-so: useradd --system"))
    let root = try refusal(["--data", folder + "/new", "--user", "root"])
    #expect(root == "tallyd: root is root, whom tallyd does not stay\n")
    #expect(!files.fileExists(atPath: folder + "/new"))

    let closed = folder + "/closed"
    try files.createDirectory(
      atPath: closed, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let path = try refusal(["--data", closed + "/a/b"])
    #expect(path.hasPrefix("tallyd: \(closed) is closed to the user tallystick, "))

    let other = folder + "/other"
    try files.createDirectory(atPath: other + "/things", withIntermediateDirectories: true)
    let things = try refusal(["--data", other])
    #expect(things.hasPrefix("tallyd: \(other) is root's and holds other things than a tallyd's"))
    #expect(Self.owner(other) == 0)

    let open = folder + "/open"
    try files.createDirectory(atPath: open, withIntermediateDirectories: false)
    #expect(chmod(open, 0o777) == 0)
    #expect(try refusal(["--data", open]).contains("\(open) can be written to by others"))

    let foreign = folder + "/foreign"
    try files.createDirectory(atPath: foreign + "/postgres", withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: foreign + "/tallyd.pid"))
    let user = try #require(getpwnam("postgres")).pointee.pw_uid
    #expect(chown(foreign + "/postgres", user, 0) == 0)
    let cluster = try refusal(["--data", foreign])
    #expect(
      cluster.hasPrefix("tallyd: \(foreign)/postgres belongs to the user postgres: give --user"))
    #expect(Self.owner(foreign) == 0)
    #expect(chown(foreign, user, 0) == 0)
    #expect(
      try refusal(["--data", foreign]).hasPrefix(
        "tallyd: \(foreign) belongs to the user postgres: give --user postgres"))
  }
}
