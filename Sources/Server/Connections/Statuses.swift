import Contract
import SwiftProtobuf
import Wire

/// Bodies of STATUS frames.
enum Statuses {
  static let cancelled = body(Refusal(.cancelled, .callCancelled, "the call was cancelled"))
  static let late = Refusal(
    .deadlineExceeded, .deadlineExceeded, "the deadline passed; the same key finds the outcome",
    retry: .sameKey(afterMilliseconds: 0))
  static let tooMuchWaiting = Refusal(
    .resourceExhausted, .overloaded, "replies wait here for a client that does not take them",
    retry: .sameKey(afterMilliseconds: 1000))
  static let internalError = body(.internalError)
  static let replyTooLarge = body(
    Refusal(.resourceExhausted, .messageTooLarge, "the reply is larger than the client accepts"))
  static let connection = ServerConnection.Refusals(
    tooManyCalls: body(
      Refusal(
        .resourceExhausted, .tooManyCalls, "too many calls in flight on this connection",
        retry: .sameKey(afterMilliseconds: 100))),
    draining: body(draining))
  static let draining = Refusal(
    .unavailable, .draining, "the server is about to stop; another connection will do",
    retry: .sameKey(afterMilliseconds: 200))

  static func body(_ refusal: Refusal) -> [UInt8] {
    var status = Tally_V1_CallStatus()
    status.code = Tally_V1_StatusCode(rawValue: Int(refusal.code.rawValue)) ?? .unknown
    status.message = refusal.message
    status.reason = refusal.reason.rawValue
    status.rule = refusal.rule
    status.field = refusal.field
    switch refusal.retry {
    case .never: status.retry = .never
    case .sameKey(let milliseconds):
      status.retry = milliseconds == 0 ? .sameKey : .after
      status.retryAfterMs = UInt64(milliseconds)
    }
    let bytes: [UInt8]? = try? status.serializedBytes()
    guard let bytes, bytes.count <= Wire::Limits.standard.statusByteCountMax else {
      return fallback(refusal)
    }
    return bytes
  }

  /// Without the texts, should they ever be too long.
  private static func fallback(_ refusal: Refusal) -> [UInt8] {
    var status = Tally_V1_CallStatus()
    status.code = Tally_V1_StatusCode(rawValue: Int(refusal.code.rawValue)) ?? .unknown
    status.reason = refusal.reason.rawValue
    let bytes: [UInt8]? = try? status.serializedBytes()
    return bytes ?? [0x08, 0x0D]
  }
}
