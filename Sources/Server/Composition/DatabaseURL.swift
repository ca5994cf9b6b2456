package import Postgres

extension DatabaseLogin {
  /// Reads `postgres://user:password@host:port/database?keyword=value`.
  ///
  /// Percent signs are decoded; a Unix socket's directory is given as `?host=/path`.
  /// - Throws: `unreadable` for any other form, `reserved` for a keyword that is not to be given.
  package init(url: String) throws(ConnectionTarget.Unfit) {
    guard let scheme = ["postgres://", "postgresql://"].first(where: { url.hasPrefix($0) }) else {
      throw .unreadable
    }
    var rest = url.dropFirst(scheme.count)
    var options: [String: String] = [:]
    if let mark = rest.firstIndex(of: "?") {
      for pair in rest[rest.index(after: mark)...].split(separator: "&") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let key = Self.decoded(parts[0]), let value = Self.decoded(parts[1])
        else { throw .unreadable }
        options[key] = value
      }
      rest = rest[..<mark]
    }
    guard let slash = rest.firstIndex(of: "/"),
      let database = Self.decoded(rest[rest.index(after: slash)...]), !database.isEmpty
    else { throw .unreadable }
    var place = rest[..<slash]
    var (user, password): (String, String?) = ("", nil)
    if let at = place.lastIndex(of: "@") {
      let parts = place[..<at].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]) else { throw .unreadable }
      user = name
      if parts.count == 2 { password = Self.decoded(parts[1]) }
      place = place[place.index(after: at)...]
    }
    var port: UInt16 = 5432
    if let colon = place.lastIndex(of: ":") {
      guard let number = UInt16(place[place.index(after: colon)...]) else { throw .unreadable }
      port = number
      place = place[..<colon]
    }
    guard let host = options.removeValue(forKey: "host") ?? Self.decoded(place), !host.isEmpty
    else { throw .unreadable }
    try ConnectionTarget.checked(options.keys)
    self.init(
      host: host, port: port, database: database, user: user, password: password,
      options: options)
  }

  private static func decoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
