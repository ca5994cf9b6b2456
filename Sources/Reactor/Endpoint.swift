/// Where to listen or to connect to.
package enum Endpoint: Sendable, Hashable {
  /// A Unix socket's path, at most 107 bytes.
  case unix(path: String)
  /// A host, which must be a numeric address for listening, and a port; port 0 lets the system choose.
  case tcp(host: String, port: UInt16)

  /// Reads `unix:/path`, `/path`, `host:port`, `tcp:host:port` or `[v6]:port`.
  ///
  /// - Returns: nil for anything else.
  package init?(_ text: String) {
    if text.hasPrefix("unix:") || text.hasPrefix("/") {
      let path = text.hasPrefix("unix:") ? String(text.dropFirst(5)) : text
      guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
      self = .unix(path: path)
      return
    }
    let rest = text.hasPrefix("tcp:") ? text.dropFirst(4) : text[...]
    guard let colon = rest.lastIndex(of: ":"),
      let port = UInt16(rest[rest.index(after: colon)...])
    else { return nil }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, !host.utf8.contains(0) else { return nil }
    self = .tcp(host: String(host), port: port)
  }
}

extension Endpoint: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
