import SQL

extension SQLFailure {
  /// True when the session that failed is of no further use.
  var isSessionLost: Bool {
    switch code {
    case .connectionLost, .cancelled, .unavailable: true
    case .violated, .serialization, .lockNotAvailable, .server, .undecodable: false
    }
  }

  /// What a log may show: codes and names, no value.
  var logged: String {
    switch code {
    case .violated(let state, let constraint): "\(state) \(constraint)"
    case .serialization: "serialization"
    case .lockNotAvailable: "lock not available"
    case .cancelled: "cancelled"
    case .connectionLost: "connection lost"
    case .unavailable: "unavailable"
    case .server(let state, let detail): "\(state) \(detail)"
    case .undecodable(let column): "column \(column) undecodable"
    }
  }
}
