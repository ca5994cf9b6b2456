import Contract
import Glibc
import Logging
import Postgres
import Reactor
import UnixSignals
import Vault
import World

/// What `tallyd` does.
package enum Daemon {
  /// The version of this program.
  package static let version = ProductVersion.text

  /// Serves until SIGTERM or SIGINT.
  ///
  /// Prints `READY` and the endpoints to standard output when it accepts calls.
  /// - Throws: when it cannot start.
  @concurrent package static func serve(_ settings: ServerSettings) async throws(ServerFailure) {
    signal(SIGPIPE, SIG_IGN)
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let clock = CivilClock()
    let world = World.live(
      log: LineLog.logger(level: settings.logLevel), civilClock: clock)
    let server = try await RunningServer.start(
      settings, version: version, civilClock: clock, world: world)
    let places = server.endpoints.map(\.description).joined(separator: " ")
    world.log.notice("ready", metadata: ["endpoints": "\(places)", "version": "\(version)"])
    say("READY \(places)\n")
    for await signal in signals {
      world.log.notice("stopping", metadata: ["signal": "\(signal)"])
      break
    }
    await server.stop()
  }

  /// What an administrator does once in an external PostgreSQL: roles, passwords, hardening.
  @concurrent package static func prepare(
    _ settings: ServerSettings
  ) async throws(ServerFailure) {
    guard let admin = settings.database else {
      throw .setting("--database names the database to prepare")
    }
    try settings.check()
    try settings.files.make()
    let world = World.live(log: LineLog.logger(level: settings.logLevel))
    let isFirst: Bool
    do throws(AdminFailure) { isFirst = try await !Boot.hasTenants(admin, world) } catch {
      throw .database("\(error.debugDescription)")
    }
    let master = try Boot(settings: settings, world: world).masterKey(mayMake: isFirst)
    let masters: MasterKeys
    do throws(VaultFailure) { masters = try MasterKeys(current: master) } catch {
      throw .masterKey(path: settings.masterKeyPath, reason: "\(error)")
    }
    let ground = Boot.Ground(
      cluster: nil, place: admin, masters: masters, loginKey: Boot.loginKey(master))
    do throws(AdminFailure) { try await Boot.prepare(admin, ground, world) } catch {
      throw .database("\(error.debugDescription)")
    }
  }

  static func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}
