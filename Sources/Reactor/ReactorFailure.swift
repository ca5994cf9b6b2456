/// Why a listener or a connection could not be had.
package struct ReactorFailure: Error, Sendable, Equatable {
  package enum Code: Sendable, Equatable {
    /// The path of a Unix socket does not fit; 107 bytes at most.
    case pathTooLong(byteCount: Int)
    /// Something which is no socket lies at the path; it was not touched.
    case pathTaken
    /// Another process listens there.
    case addressInUse
    /// Plain TCP beyond loopback was asked for without the operator's leave.
    case notLoopback
    /// The address is no numeric address, or the name has none.
    case badAddress
    /// Nobody listens there.
    case refused
    /// The time for it ran out.
    case deadlineExceeded
    /// A call of the system failed.
    case system(call: String, error: Int32)
  }

  package var code: Code
  /// Where to: a path, or an address with its port.
  package var endpoint: String

  package init(_ code: Code, _ endpoint: Endpoint) {
    self.code = code
    self.endpoint = endpoint.description
  }
}

extension ReactorFailure: CustomStringConvertible {
  package var description: String {
    let what =
      switch code {
      case .pathTooLong(let byteCount):
        "path of \(byteCount) bytes, \(Limits.socketPathByteCountMax) at most"
      case .pathTaken: "a file which is no socket lies there"
      case .addressInUse: "address in use"
      case .notLoopback: "plain TCP is for loopback only"
      case .badAddress: "no such address"
      case .refused: "connection refused"
      case .deadlineExceeded: "no answer in time"
      case .system(let call, let error): "\(call) failed with error \(error)"
      }
    return "\(endpoint): \(what)"
  }
}
