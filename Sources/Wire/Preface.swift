import Bytes

/// The first 8 bytes each way: `TALLY/` and a `u16` version.
package enum Preface {
  package static let byteCount = 8
  package static let version: UInt16 = 1
  package static let bytes: [UInt8] = Array("TALLY/".utf8) + [0, 1]

  /// What the first bytes of a connection turned out to be.
  package enum Verdict: Sendable, Equatable {
    case incomplete
    case accepted
    case otherVersion(UInt16)
    case http
    case tls
    case unknown
  }

  /// Judges as soon as a byte differs, at the latest with the eighth.
  package static func judge(_ received: RawSpan) -> Verdict {
    let count = min(received.byteCount, byteCount)
    let seen = received.extracting(0..<count).array
    if seen.starts(with: bytes.prefix(6)) {
      guard count == byteCount else { return .incomplete }
      return seen == bytes ? .accepted : .otherVersion(UInt16(seen[6]) << 8 | UInt16(seen[7]))
    }
    if bytes.starts(with: seen) { return .incomplete }
    if seen[0] == 0x16 { return .tls }
    let method = seen.prefix { $0 != UInt8(ascii: " ") }
    let isRequestLine = method.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    return isRequestLine && !method.isEmpty ? .http : .unknown
  }

  /// What an HTTP client reads.
  static let httpRefusal: [UInt8] = {
    let text = "This port speaks the Tallystick protocol (TALLY/1), not HTTP.\n"
    return Array(
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: text/plain\r
      Content-Length: \(text.utf8.count)\r
      Connection: close\r
      \r
      \(text)
      """.utf8)
  }()

  /// A fatal TLS alert, protocol_version: what a TLS client on a plain port reads.
  static let tlsRefusal: [UInt8] = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]
}
