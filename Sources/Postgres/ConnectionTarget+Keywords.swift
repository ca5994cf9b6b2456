import CLibPQ

extension ConnectionTarget {
  /// Reads libpq's `keyword=value` form; user and password in it are passed over.
  ///
  /// - Returns: nil for a text that libpq does not read, or one without host and database.
  package init?(keywords text: String) {
    guard let options = unsafe PQconninfoParse(text, nil) else { return nil }
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
    else { return nil }
    found["user"] = nil
    found["password"] = nil
    self.init(
      host: host, port: port, database: database,
      extra: found.sorted { $0.key < $1.key }.map { Parameter($0.key, $0.value) })
  }
}
