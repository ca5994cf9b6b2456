import CLibPQ

extension ConnectionTarget {
  /// Why a text is no place of a database.
  package enum Unfit: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable
    /// A keyword which the sessions set themselves.
    case reserved(keyword: String)

    package var description: String {
      switch self {
      case .unreadable: "it cannot be read as a database's place"
      case .reserved(let keyword): "\(keyword) is not to be given: the sessions set it themselves"
      }
    }
  }

  /// - Throws: `reserved` for the first keyword that is not to be given.
  package static func checked(_ keywords: some Collection<String>) throws(Unfit) {
    if let found = keywords.filter(reserved.contains).min() { throw .reserved(keyword: found) }
  }

  /// Reads libpq's `keyword=value` form.
  ///
  /// - Throws: `unreadable` for a text that libpq does not read, or one without host and database;
  ///   `reserved` for a role, a password or what else a session sets itself.
  package init(keywords text: String) throws(Unfit) {
    guard let options = unsafe PQconninfoParse(text, nil) else { throw .unreadable }
    defer { unsafe PQconninfoFree(options) }
    var found: [String: String] = [:]
    var option = unsafe options
    // Safe because libpq ends the array with an entry whose keyword is nil.
    while let keyword = unsafe option.pointee.keyword {
      if let value = unsafe option.pointee.val {
        unsafe found[String(cString: keyword)] = String(cString: value)
      }
      unsafe option += 1
    }
    guard let host = found.removeValue(forKey: "host"),
      let database = found.removeValue(forKey: "dbname"),
      let port = UInt16(found.removeValue(forKey: "port") ?? "5432")
    else { throw .unreadable }
    try Self.checked(found.keys)
    self.init(
      host: host, port: port, database: database,
      extra: found.sorted { $0.key < $1.key }.map { Parameter($0.key, $0.value) })
  }
}
