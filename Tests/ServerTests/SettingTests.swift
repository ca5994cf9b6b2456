import Foundation
import Logging
import Postgres
import Reactor
import Server
import TestKit
import Testing
import tallyd

/// Goal: a configuration is taken as it was meant, or refused by name.
@Suite struct SettingTests {
  private struct Row: Sendable {
    let setting: Setting
    /// Values as they are written, of which each gives another setting.
    let values: [String]
    let taken: [String]
    let read: @Sendable (ServerSettings) -> String?

    init(
      _ setting: Setting, _ values: [String], _ taken: [String]? = nil,
      read: @escaping @Sendable (ServerSettings) -> String?
    ) {
      self.setting = setting
      self.values = values
      self.taken = taken ?? values
      self.read = read
    }
  }

  private static let rows: [Row] = [
    Row(.data, ["/a", "/b", "/c"]) { $0.directory },
    Row(.socket, ["/a.sock", "/b.sock", "/c.sock"]) { $0.socketPath },
    Row(.listen, ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"], ["1", "2", "3"]) {
      $0.listen.map { String("\($0)".suffix(1)) }
    },
    Row(.database, ["postgres://h/a", "postgres://h/b", "postgres://h/c"], ["a", "b", "c"]) {
      $0.database?.database
    },
    Row(.masterKeyFile, ["/k1", "/k2", "/k3"]) { $0.masterKeyFile },
    Row(.masterKeyCommand, ["echo 1", "echo 2=2", "echo 3"]) { $0.masterKeyCommand },
    Row(.logLevel, ["debug", "error", "trace"]) { $0.logLevel.rawValue },
    Row(.shards, ["2", "3", "4"]) { "\($0.shardCount)" },
    Row(.origin, ["one.example", "two.example", "three.example"]) { $0.originPrefix },
    Row(.user, ["one", "two", "three"]) { $0.user },
    // The flag can only be given.
    Row(.civilClock, ["true", "no", "1"], ["true", "false", "true"]) { "\($0.allowsCivilClock)" },
  ]

  @Test func everySettingIsInTheTable() {
    #expect(Set(Self.rows.map(\.setting)) == Set(Setting.allCases))
    #expect(Setting.masterKeyCommand.variable == "TALLY_MASTER_KEY_COMMAND")
  }

  /// Flags come before the environment, which comes before the file.
  @Test(arguments: rows.indices, 1..<8)
  func theNearestIsTaken(_ index: Int, _ places: Int) throws {
    let row = Self.rows[index]
    var flags: [Setting: String] = [:]
    var environment = ["HOME": "/home/x", "TALLY_SERVER": "unix:/x"]
    var lines = "# a comment\n\n"
    if places & 1 != 0 { flags[row.setting] = row.values[0] }
    if places & 2 != 0 { environment[row.setting.variable] = row.values[1] }
    if places & 4 != 0 { lines += "  \(row.setting.variable) = \(row.values[2])\r\n" }
    let settings = try SettingSources(
      flags: flags, environment: environment, file: ("tallyd.conf", lines)
    ).settings()
    #expect(row.read(settings) == row.taken[places.trailingZeroBitCount])
  }

  @Test func anEmptyVariableSaysNothing() throws {
    let settings = try SettingSources(
      flags: [.data: "/a"], environment: ["TALLY_SHARDS": "", "TALLY_CONFIG": ""], file: nil
    ).settings()
    #expect(settings.shardCount == 1)
    // An option which is empty was meant to say something.
    #expect(throws: ServerFailure.self) {
      _ = try SettingSources(flags: [.data: ""], environment: [:], file: nil)
    }
  }

  @Test(arguments: [
    (["TALLY_LISTENN": "x"], "", "TALLY_LISTENN: no setting is called so"),
    (["TALLY_SHARD_COUNT": "2"], "", "TALLY_SHARD_COUNT: no setting is called so"),
    (["TALLY_SHARDS": "abc"], "", "TALLY_SHARDS: a whole number"),
    (["TALLY_SHARDS": "0"], "", "shards: 1 to 10"),
    (["TALLY_CIVIL_CLOCK": "maybe"], "", "TALLY_CIVIL_CLOCK: true or false"),
    (["TALLY_LOG_LEVEL": "loud"], "", "log level: none is called loud"),
    (["TALLY_LISTEN": "nowhere"], "", "listen: nowhere is no endpoint"),
    (
      ["TALLY_DATABASE": "mysql://h/a"], "",
      "database: the URL is not postgres://user@host:port/name"
    ),
    ([:], "data=/tmp/x", "tallyd.conf, line 1: no setting is called data"),
    ([:], "# x\nTALLY_CONFIG=y", "tallyd.conf, line 2: no setting is called TALLY_CONFIG"),
    ([:], "TALLY_SHARDS=two", "TALLY_SHARDS: a whole number"),
    ([:], "TALLY_SHARDS", "tallyd.conf, line 1: KEY=VALUE is expected"),
    ([:], "TALLY_SHARDS=", "tallyd.conf, line 1: TALLY_SHARDS has no value"),
    (
      [:], "TALLY_SHARDS=1\nTALLY_SHARDS=2", "tallyd.conf, line 2: TALLY_SHARDS stands there twice"
    ),
    (
      ["TALLY_DATABASE": "postgres://h/a"], "TALLY_CIVIL_CLOCK=yes",
      "--civil-clock is for the private PostgreSQL only"
    ),
  ])
  func whatCannotBeTakenIsRefused(
    _ environment: [String: String], _ file: String, _ reason: String
  ) {
    let failure = #expect(throws: ServerFailure.self) {
      _ = try SettingSources(
        flags: [.data: "/a"], environment: environment, file: ("tallyd.conf", file)
      ).settings()
    }
    #expect(failure?.description == reason)
  }

  @Test func aRelativeDirectoryIsTheCallers() throws {
    let here = FileManager.default.currentDirectoryPath
    for path in ["rv", "./rv", "a/../rv"] {
      let settings = try SettingSources(flags: [.data: path], environment: [:], file: nil)
        .settings()
      #expect(settings.directory == (here == "/" ? "/rv" : here + "/rv"))
    }
  }
}

/// Goal: an external PostgreSQL is prepared and served by the program itself.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ExternalDatabaseTests {
  @Test func itIsPreparedAndServed() async throws {
    // Roles belong to a whole server, so it is one of its own.
    let cluster = try await TestCluster().cluster()
    let admin = cluster.admin(database: "external")
    let url =
      "postgres://\(admin.user)@local:\(admin.target.port)/external?host=\(admin.target.host)"
    let directory = try TemporaryDirectory.make()
    // Whose it is, that root's tallyd must be: its socket is open to nobody else.
    let place = ["--data", directory, "--user", "postgres"]

    let unprepared = try TallydProcess.run(place, variables: ["TALLY_DATABASE": url])
    #expect(unprepared.status == 1)
    let moving = try TallydProcess.run(
      ["prepare", "--civil-clock"] + place, variables: ["TALLY_DATABASE": url])
    #expect(moving.status == 1)
    #expect(moving.errors == "tallyd: --civil-clock is for the private PostgreSQL only\n")

    let prepared = try TallydProcess.run(["prepare", "--database", url] + place)
    #expect(prepared.status == 0, "\(prepared.errors)")
    // Again, as after an upgrade.
    #expect(try TallydProcess.run(["prepare", "--database", url] + place).status == 0)

    let server = try TallydProcess(["serve", "--database", url] + place)
    try #require(await server.ready())
    let reply = try await RestartTests.made(directory, .real)
    #expect(!reply.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: directory + "/postgres"))
    #expect(server.end(SIGTERM) == 0)

    // What was written is there for the next server.
    let second = try TallydProcess(["serve", "--database", url] + place)
    try #require(await second.ready())
    #expect(try await RestartTests.made(directory, .real) == reply)
    #expect(try TallydProcess.run(["fsck", "--database", url] + place).status == 0)
    #expect(second.end(SIGTERM) == 0)
  }
}
