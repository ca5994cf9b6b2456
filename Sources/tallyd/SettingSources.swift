import Configuration
package import Server

/// Settings by the command line, then the environment, then a file. Nothing is passed over in
/// silence: a name which is none and a value which cannot be read are refused.
package struct SettingSources {
  private let reader: ConfigReader

  /// - Parameters:
  ///   - flags: what the command line says, by setting.
  ///   - environment: all variables of the process.
  ///   - file: the text of a file of KEY=VALUE lines, and its path.
  /// - Throws: for a name which no setting has.
  package init(
    flags: [Setting: String], environment: [String: String], file: (path: String, text: String)?
  ) throws(ServerFailure) {
    for name in environment.keys.sorted() where name.hasPrefix("TALLY_") {
      guard
        Setting(variable: name) != nil || name == Setting.fileVariable
          || Setting.ofOthers.contains(name)
      else { throw .setting("\(name): no setting is called so") }
    }
    for setting in flags.keys where flags[setting]?.isEmpty == true {
      throw .setting("\(setting.variable): the option for it is empty")
    }
    var lines: [String: String] = [:]
    if let file { lines = try Self.lines(file.text, path: file.path) }
    // A variable which is empty says nothing.
    let variables = environment.filter { Setting(variable: $0.key) != nil && !$0.value.isEmpty }
    let words = Dictionary(uniqueKeysWithValues: flags.map { ($0.key.variable, $0.value) })
    reader = ConfigReader(
      providers: [words, variables, lines].map {
        EnvironmentVariablesProvider(environmentVariables: $0)
      })
  }

  /// - Throws: for a value that cannot be read, before anything is touched.
  package func settings() throws(ServerFailure) -> ServerSettings {
    guard let directory = text(.data) ?? Daemon.usualDirectory() else {
      throw .setting("no data directory: give --data, or set XDG_DATA_HOME or HOME")
    }
    var settings = ServerSettings(directory: Daemon.absolute(directory), shardCount: 1)
    settings.socketPath = text(.socket).map(Daemon.absolute)
    settings.masterKeyFile = text(.masterKeyFile)
    settings.masterKeyCommand = text(.masterKeyCommand)
    settings.user = text(.user)
    settings.originPrefix = text(.origin) ?? settings.originPrefix
    settings.allowsCivilClock = try flag(.civilClock) ?? false
    settings.shardCount = try number(.shards) ?? 1
    try settings.take(
      listen: text(.listen), database: text(.database), logLevel: text(.logLevel))
    try settings.check()
    return settings
  }

  private func text(_ setting: Setting) -> String? { reader.string(forKey: setting.key) }

  private func flag(_ setting: Setting) throws(ServerFailure) -> Bool? {
    switch text(setting)?.lowercased() {
    case nil: nil
    case "true", "yes", "1": true
    case "false", "no", "0": false
    case .some: throw .setting("\(setting.variable): true or false")
    }
  }

  private func number(_ setting: Setting) throws(ServerFailure) -> Int? {
    guard let text = text(setting) else { return nil }
    guard let number = Int(text) else { throw .setting("\(setting.variable): a whole number") }
    return number
  }

  /// Reads KEY=VALUE lines; empty lines and those which begin with `#` say nothing.
  private static func lines(
    _ text: String, path: String
  ) throws(ServerFailure) -> [String: String] {
    var out: [String: String] = [:]
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() {
      let line = trimmed(line)
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let place = "\(path), line \(index + 1)"
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw .setting("\(place): KEY=VALUE is expected") }
      let (name, value) = (trimmed(parts[0]), trimmed(parts[1]))
      guard Setting(variable: String(name)) != nil else {
        throw .setting("\(place): no setting is called \(name)")
      }
      guard !value.isEmpty else { throw .setting("\(place): \(name) has no value") }
      guard out.updateValue(String(value), forKey: String(name)) == nil else {
        throw .setting("\(place): \(name) stands there twice")
      }
    }
    return out
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
