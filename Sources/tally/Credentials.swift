import Access
import Bytes
import World

/// Tokens kept as profiles in the person's configuration.
enum Credentials {
  /// `~/.config/tally`, or what TALLY_PROFILES names.
  static func folder() throws(CommandFailure) -> String {
    if let folder = Process.variable("TALLY_PROFILES") { return folder }
    if let folder = Process.variable("XDG_CONFIG_HOME") { return folder + "/tally" }
    guard let home = Process.variable("HOME") else {
      throw .usage("HOME is not set: name the folder of the profiles in TALLY_PROFILES")
    }
    return home + "/.config/tally"
  }

  static func path(profile: String) throws(CommandFailure) -> String {
    guard !profile.isEmpty, profile.utf8.count <= 64,
      profile.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }),
      profile.first != "."
    else { throw .usage("a profile's name is letters, digits, - and _") }
    return try folder() + "/\(profile).token"
  }

  /// The token of the options, the environment, or none.
  static func token(_ options: ConnectionOptions) throws(CommandFailure) -> String {
    if let profile = options.profile { return try read(path(profile: profile)) }
    if let file = options.tokenFile ?? Process.variable("TALLY_TOKEN_FILE") {
      return try read(file)
    }
    return ""
  }

  /// A credential which others can read is refused: it must be taken as known to them.
  private static func read(_ path: String) throws(CommandFailure) -> String {
    guard let rights = Files.rights(path) else {
      throw .usage("there is no credential \(path)")
    }
    guard rights.mode & 0o077 == 0 else {
      throw .usage("\(path) can be read by others: chmod 600 it, or better, revoke it")
    }
    guard rights.owner == Process.userID || Process.isRoot else {
      throw .usage("\(path) belongs to another user")
    }
    let bytes = try CommandFailure.reading { () throws(Files.Failure) in try Files.read(path) }
    let text =
      String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    guard Token(text) != nil else { throw .usage("\(path) holds no credential") }
    return text
  }

  /// Makes a token and keeps it as a profile; one which is to replace another is kept beside it,
  /// as `NAME.token.new`, until `keep`: the other holds as long as the server has not answered.
  ///
  /// - Returns: its SHA-256, which is all that the server is told.
  static func make(
    _ register: Token.Register, profile: String, replaces: Bool, _ world: World
  ) throws(CommandFailure) -> [UInt8] {
    let path = try path(profile: profile)
    let folder = try folder()
    if !replaces && Files.rights(path) != nil {
      throw .usage("the profile \(profile) is there already: choose another, or --replace")
    }
    let token = Token(register: register, secret: world.randomBytes(Token.secretByteCount))
    let beside = besides(path)
    if replaces && Files.rights(beside) != nil {
      throw .usage(
        "\(beside) is left of a try whose outcome is unknown: rename it if it works, or remove it")
    }
    try CommandFailure.reading { () throws(Files.Failure) in
      try Files.makeFolder(folder)
      // Written beside and renamed: no moment with a token cut short or readable by others.
      Files.remove(beside)
      try Files.write(Array("\(token.text)\n".utf8), to: beside, mode: 0o600, isNew: true)
      if !replaces { try Files.rename(beside, to: path) }
    }
    return token.hash.bytes
  }

  /// Puts a token which replaces another into its place: the server has registered it.
  static func keep(profile: String, replaces: Bool) throws(CommandFailure) {
    guard replaces else { return }
    let path = try path(profile: profile)
    try CommandFailure.reading { () throws(Files.Failure) in
      try Files.rename(besides(path), to: path)
    }
  }

  /// The same, but with a key a profile which is there is that of the call which is repeated.
  ///
  /// - Returns: the SHA-256, and whether the token was made now.
  static func makeOnce(
    _ register: Token.Register, profile: String, key: String?, _ world: World
  ) throws(CommandFailure) -> (hash: [UInt8], isNew: Bool) {
    let path = try path(profile: profile)
    if Files.rights(path) != nil {
      guard key != nil else {
        throw .usage("the profile \(profile) is there already: choose another")
      }
      guard let token = Token(try read(path)) else { preconditionFailure("read as a token") }
      return (token.hash.bytes, false)
    }
    return (try make(register, profile: profile, replaces: false, world), true)
  }

  /// Forgets a token which the server refused to register, and never one which was there before.
  /// After an outcome which is unknown it is kept: the server may have it.
  ///
  /// - Returns: the file of a token which was to replace another, when it is kept beside it.
  @discardableResult
  static func remove(
    profile: String, replaces: Bool = false, after failure: CommandFailure
  ) throws(CommandFailure) -> String? {
    let path = try path(profile: profile)
    let made = replaces ? besides(path) : path
    if failure.status == 77 {
      Files.remove(made)
      return nil
    }
    return replaces && Files.rights(made) != nil ? made : nil
  }

  private static func besides(_ path: String) -> String { path + ".new" }
}

extension CommandFailure {
  /// Turns what the file system refuses into a failure of the command.
  static func reading<Value>(
    _ body: () throws(Files.Failure) -> Value
  ) throws(CommandFailure) -> Value {
    do {
      return try body()
    } catch {
      throw .failed("\(error.text)")
    }
  }
}
