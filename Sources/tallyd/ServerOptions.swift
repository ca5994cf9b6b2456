import ArgumentParser
import FoundationEssentials
import Server
import SystemPackage

/// What may be chosen, from the command line, the environment or a file.
struct ServerOptions: ParsableArguments {
  @Option(help: "The data directory; TALLY_DATA.")
  var data: String?
  @Option(help: "The Unix socket, instead of DATA/tallyd.sock; TALLY_SOCKET.")
  var socket: String?
  @Option(help: "A further endpoint on loopback, such as 127.0.0.1:7400; TALLY_LISTEN.")
  var listen: String?
  @Option(help: "An external PostgreSQL, postgres://…; TALLY_DATABASE.")
  var database: String?
  @Option(help: "The master key, instead of DATA/master.key; TALLY_MASTER_KEY_FILE.")
  var masterKeyFile: String?
  @Option(help: "A command that prints the master key, by sh -c; TALLY_MASTER_KEY_COMMAND.")
  var masterKeyCommand: String?
  @Flag(help: "Lets the operator move civil time; private PostgreSQL only; TALLY_CIVIL_CLOCK.")
  var civilClock = false
  @Option(help: "trace, debug, info, notice, warning or error; TALLY_LOG_LEVEL.")
  var logLevel: String?
  @Option(help: "How many shards serve; TALLY_SHARDS.")
  var shards: Int?
  @Option(help: "What the origins of ledgers begin with; TALLY_ORIGIN.")
  var origin: String?
  @Option(help: "Whom tallyd becomes when root starts it, instead of tallystick; TALLY_USER.")
  var user: String?
  @Option(help: "A file of KEY=VALUE lines; TALLY_CONFIG.")
  var config: String?

  /// - Throws: for a name or a value that cannot be read, before anything is touched.
  func settings() throws(ServerFailure) -> ServerSettings {
    let environment = ProcessInfo.processInfo.environment
    let named = environment[Setting.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
    var file: (path: String, text: String)?
    if let path = config ?? named {
      guard let text = Self.text(of: path) else { throw .setting("\(path) cannot be read") }
      file = (path, text)
    }
    return try SettingSources(flags: flags, environment: environment, file: file).settings()
  }

  private var flags: [Setting: String] {
    let given: [Setting: String?] = [
      .data: data, .socket: socket, .listen: listen, .database: database,
      .masterKeyFile: masterKeyFile, .masterKeyCommand: masterKeyCommand,
      .civilClock: civilClock ? "true" : nil, .logLevel: logLevel,
      .shards: shards.map(String.init), .origin: origin, .user: user,
    ]
    return given.compactMapValues { $0 }
  }

  /// More than any list of settings needs, in bytes.
  private static let fileByteCountMax = 64 << 10

  /// - Returns: nil for a file that cannot be read, is too long or is not UTF-8.
  private static func text(of path: String) -> String? {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly)
      let bytes = try file.closeAfter {
        try [UInt8](unsafeUninitializedCapacity: fileByteCountMax + 1) { buffer, count in
          while count < buffer.count {
            let got = try file.read(
              into: UnsafeMutableRawBufferPointer(
                UnsafeMutableBufferPointer(rebasing: buffer[count...])))
            if got == 0 { break }
            count += got
          }
        }
      }
      guard bytes.count <= fileByteCountMax else { return nil }
      return String(validating: bytes, as: UTF8.self)
    } catch {
      return nil
    }
  }
}
