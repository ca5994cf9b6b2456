/// Where a PostgreSQL is, without role and password.
package struct ConnectionTarget: Sendable, Equatable {
  /// A keyword and its value: libpq's, or a setting's.
  package struct Parameter: Sendable, Equatable {
    package let name: String
    package let value: String
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The directory of a Unix socket, or a host; several, separated by commas, as libpq takes them.
  package var host: String
  package var port: UInt16
  package var database: String
  /// Further libpq keywords, such as `sslmode` or `target_session_attrs`; none of `reserved`.
  package var extra: [Parameter]
  /// Settings given at connect time, which a role's own stored settings cannot override: what an
  /// acknowledged write, a deadline or a statement's meaning rests on.
  ///
  /// The warning level is among them because a hidden warning on COMMIT would hide a commit that
  /// is not safe.
  package var settings: [Parameter]

  /// Keywords which a session sets itself. From outside they would take the place of its role, its
  /// encoding or the settings that correctness rests on.
  package static let reserved: Set<String> = [
    "application_name", "client_encoding", "dbname", "gssencmode", "host", "options", "password",
    "port", "replication", "user",
  ]

  /// Plans stay with a session until their tables are analysed, so that those made while a tenant is
  /// empty must serve when it is not: decision 0013.
  package init(
    host: String, port: UInt16 = 5432, database: String, extra: [Parameter] = [],
    settings: [Parameter] = [
      Parameter("search_path", ""), Parameter("client_min_messages", "warning"),
      Parameter("synchronous_commit", "on"), Parameter("default_transaction_read_only", "off"),
      Parameter("default_transaction_isolation", "read committed"),
      Parameter("row_security", "on"), Parameter("statement_timeout", "0"),
      Parameter("lock_timeout", "0"), Parameter("idle_in_transaction_session_timeout", "0"),
      Parameter("idle_session_timeout", "0"), Parameter("random_page_cost", "1.1"),
      Parameter("jit", "off"),
    ]
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.extra = extra
    self.settings = settings
  }

  /// libpq's keywords and values for a session of `role`; `settings` replaces those of the place.
  func parameters(
    role: String, password: String?, settings: [Parameter]? = nil
  ) -> [Parameter] {
    let settings = settings ?? self.settings
    // libpq takes the last of two: what was given from outside goes first.
    var out = extra
    out += [
      Parameter("host", host), Parameter("port", String(port)), Parameter("dbname", database),
      Parameter("user", role), Parameter("client_encoding", "UTF8"),
      Parameter("application_name", "tallystick"), Parameter("gssencmode", "disable"),
      Parameter("options", settings.map(Self.option).joined(separator: " ")),
    ]
    if let password { out.append(Parameter("password", password)) }
    return out
  }

  /// Source: PostgreSQL 15, "libpq: options"; spaces and backslashes are escaped by a backslash.
  private static func option(_ setting: Parameter) -> String {
    var value = ""
    for character in setting.value {
      if character == " " || character == "\\" { value.append("\\") }
      value.append(character)
    }
    return "-c \(setting.name)=\(value)"
  }
}

/// A schema of one tenant: a lower-case identifier that needs no escaping.
package struct TenantSchema: Sendable, Hashable {
  /// PostgreSQL cuts longer names. Source: PostgreSQL 15, NAMEDATALEN.
  package static let byteCountMax = 63
  package let name: String

  /// - Returns: nil unless `name` is `[a-z_][a-z0-9_]*` of at most 63 bytes.
  package init?(_ name: String) {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count <= Self.byteCountMax, !Self.isDigit(first),
      bytes.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) })
    else { return nil }
    self.name = name
  }

  package var quoted: String { "\"\(name)\"" }

  /// `text` with each `tenant.` that begins a name replaced by this schema.
  package func substituted(into text: String) -> String {
    let source = Array(text.utf8)
    let mark = Array("tenant.".utf8)
    let schema = Array("\(quoted).".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(source.count + 64)
    var index = 0
    while index < source.count {
      let continues = index > 0 && Self.continuesName(source[index - 1])
      if !continues, source[index] == mark[0], source[index...].starts(with: mark) {
        out.append(contentsOf: schema)
        index += mark.count
      } else {
        out.append(source[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  /// A lower-case letter or the underscore.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || byte == 0x5F
  }
  /// Whether a name that follows `byte` would be a part of what went before.
  private static func continuesName(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || (0x41...0x5A).contains(byte) || byte >= 0x80
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "$")
  }
}
