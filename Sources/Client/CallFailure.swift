package import Contract
import SwiftProtobuf
import Wire

/// A call which was not answered with OK.
package struct CallFailure: Error, Sendable, Equatable {
  package enum Retry: Sendable, Equatable {
    /// The same request will be refused again.
    case never
    /// The same request under the same key may succeed, not before this time.
    case sameKey(after: Duration)
  }

  /// The method's name; empty when no connection was had.
  package var method: String
  package var code: StatusCode
  /// Stable identifier of the refusal: proto-like-specs/errors.md.
  package var reason: String
  /// One sentence for a person.
  package var message: String
  package var rule = ""
  package var field = ""
  package var retry: Retry
  /// What would make the call pass, by name.
  package var details: [String: String] = [:]
  /// False when the call certainly never ran.
  package var mayHaveRun: Bool

  package init(
    method: String, code: StatusCode, reason: Reason, message: String, retry: Retry = .never,
    mayHaveRun: Bool = false
  ) {
    self.method = method
    self.code = code
    self.reason = reason.rawValue
    self.message = message
    self.retry = retry
    self.mayHaveRun = mayHaveRun
  }

  /// Reads the body of a STATUS frame.
  ///
  /// - Returns: nil when it is OK.
  init?(status: Payload, method: String) {
    // An empty body is OK. Source: wire.proto, CallStatus.
    guard !status.range.isEmpty else { return nil }
    guard let status = try? Tally_V1_CallStatus(serializedBytes: status.array) else {
      self.init(
        method: method, code: .internal, reason: .messageUndecodable,
        message: "the server's status does not decode", mayHaveRun: true)
      return
    }
    guard status.code != .ok else { return nil }
    // A number this client does not know is UNKNOWN, as in gRPC.
    let code = StatusCode(rawValue: UInt32(clamping: status.code.rawValue)) ?? .unknown
    self.init(
      method: method, code: code, reason: .internalError, message: status.message,
      mayHaveRun: status.reason != Reason.draining.rawValue)
    reason = status.reason
    rule = status.rule
    field = status.field
    details = status.details
    retry =
      switch status.retry {
      case .sameKey: .sameKey(after: .zero)
      case .after: .sameKey(after: .milliseconds(Int64(clamping: status.retryAfterMs)))
      case .never, .UNRECOGNIZED: .never
      }
  }

  /// The connection ended under the call, or could not be had.
  static func connectionLost(
    _ method: String, mayHaveRun: Bool, _ message: String = "the connection was lost"
  ) -> CallFailure {
    CallFailure(
      method: method, code: .unavailable, reason: .unavailable, message: message,
      retry: .sameKey(after: .zero), mayHaveRun: mayHaveRun)
  }

  static func deadlineExceeded(_ method: String, mayHaveRun: Bool) -> CallFailure {
    CallFailure(
      method: method, code: .deadlineExceeded, reason: .deadlineExceeded,
      message: "no answer within the deadline; the key finds the outcome of a write",
      mayHaveRun: mayHaveRun)
  }

  static func cancelled(_ method: String, mayHaveRun: Bool) -> CallFailure {
    CallFailure(
      method: method, code: .cancelled, reason: .callCancelled, message: "cancelled by the caller",
      mayHaveRun: mayHaveRun)
  }

  static func undecodable(_ method: String) -> CallFailure {
    CallFailure(
      method: method, code: .internal, reason: .messageUndecodable,
      message: "the reply does not decode", mayHaveRun: true)
  }

  /// It never ran, and only the connection is to blame: another may take it at once.
  var mayBeResent: Bool {
    !mayHaveRun && (reason == Reason.unavailable.rawValue || reason == Reason.draining.rawValue)
  }
}

extension CallFailure: CustomStringConvertible {
  package var description: String {
    let place = field.isEmpty ? "" : " [\(field)]"
    let source = rule.isEmpty ? "" : " (\(rule))"
    return "\(code.name) \(reason)\(place): \(message)\(source)"
  }
}
