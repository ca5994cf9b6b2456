/// An answer that is no success: stable, naming the rule or the field, holding nothing personal.
package struct Refusal: Error, Sendable, Equatable {
  package enum Retry: Sendable, Equatable {
    /// The same request will be refused again.
    case never
    /// The same request under the same key may succeed, not before this many milliseconds.
    case sameKey(afterMilliseconds: UInt32)
  }

  package var code: StatusCode
  package var reason: Reason
  /// One English sentence: what was refused and what would make it pass.
  package var message: String
  /// The rule that refused, as its source names it: `CN C1 contact hours 08:00–22:00`. May be empty.
  package var rule: String
  /// The path of the field at fault in the request: `promise.due_on`. May be empty.
  package var field: String
  package var retry: Retry

  package init(
    _ code: StatusCode, _ reason: Reason, _ message: String, rule: String = "",
    field: String = "", retry: Retry = .never
  ) {
    self.code = code
    self.reason = reason
    self.message = message
    self.rule = rule
    self.field = field
    self.retry = retry
  }
}

extension Refusal {
  /// `field` holds a value that cannot be accepted; `why` ends the sentence "… FIELD …".
  package static func invalid(_ field: String, _ why: String) -> Refusal {
    Refusal(.invalidArgument, .fieldInvalid, "\(field) \(why)", field: field)
  }

  package static func missing(_ field: String) -> Refusal {
    Refusal(.invalidArgument, .fieldMissing, "\(field) is required", field: field)
  }

  /// The one answer for "not there" and "not yours": same text, same length.
  package static let notFound = Refusal(.notFound, .notFound, "no such record")

  package static func rule(_ reason: Reason, _ rule: String, _ message: String) -> Refusal {
    Refusal(.failedPrecondition, reason, message, rule: rule)
  }

  package static func denied(_ reason: Reason, _ message: String, rule: String = "") -> Refusal {
    Refusal(.permissionDenied, reason, message, rule: rule)
  }

  /// A fault of ours; details go to the log under the call's identifier, never to the caller.
  package static let internalError = Refusal(
    .internal, .internalError, "the server failed to answer; the operator's log has the cause")
}
