package import Bytes
import Contract
import Domain
import Ledger
import Queries
import SQL
import SwiftProtobuf
import Vault

/// Who calls, what, under which key.
package struct Caller: Sendable {
  package let principal: Identifier
  /// What the ledger names instead of the principal.
  package let pseudonym: Identifier
  /// `tally.v1.Payments/Post`.
  package let method: String
  package let key: String
  /// SHA-256 of the request's bytes.
  package let requestHash: Digest

  package init(
    principal: Identifier, pseudonym: Identifier, method: String, key: String, requestHash: Digest
  ) {
    self.principal = principal
    self.pseudonym = pseudonym
    self.method = method
    self.key = key
    self.requestHash = requestHash
  }

  var commandKey: CommandKey { CommandKey(principal: principal, method: method, key: key) }
}

/// The scope of an idempotency key. Ordered as the primary key of `tenant.command_key`.
struct CommandKey: Sendable, Hashable, Comparable {
  let principal: Identifier
  let method: String
  let key: String

  static func < (left: CommandKey, right: CommandKey) -> Bool {
    (left.principal, left.method, left.key) < (right.principal, right.method, right.key)
  }
}

/// A decision whose reply is bytes already.
struct ErasedDecision: Sendable {
  enum Answer: Sendable {
    case reply(@Sendable (Tally_V1_Receipt) throws(Refusal) -> [UInt8])
    case refusal(Refusal)
  }
  let writes: [Bound]
  let entries: [EntryDraft]
  let answer: Answer
  let hints: Set<Hint>
}

/// One operation on its way through a lane.
struct Submission: Sendable {
  let caller: Caller
  let locating: [Bound]
  let footprint: @Sendable ([Rows]) throws(Refusal) -> Footprint
  let reads: @Sendable ([Rows]) throws(Refusal) -> [Bound]
  let decide: @Sendable (Facts, Moment) throws(Refusal) -> ErasedDecision
  let refusalForConstraint: @Sendable (String) -> Refusal?
  let rowEstimate: Int
  let isBulk: Bool
  let replay: KeyReplay
  /// Called exactly once.
  let finish: @Sendable (Result<[UInt8], Refusal>) -> Void

  init<O: Operation>(
    _ operation: O, caller: Caller, finish: @escaping @Sendable (Result<[UInt8], Refusal>) -> Void
  ) {
    self.caller = caller
    locating = operation.locating
    footprint = { (located) throws(Refusal) in try operation.footprint(located) }
    reads = { (located) throws(Refusal) in try operation.reads(located) }
    decide = { (facts, moment) throws(Refusal) in
      let decision = try operation.decide(facts, at: moment)
      let answer: ErasedDecision.Answer =
        switch decision.answer {
        case .refusal(let refusal): .refusal(refusal)
        case .reply(let reply):
          .reply { (receipt) throws(Refusal) in try StoredReply.encode(reply(receipt)) }
        }
      return ErasedDecision(
        writes: decision.writes, entries: decision.entries, answer: answer, hints: decision.hints)
    }
    refusalForConstraint = { operation.refusal(forConstraint: $0) }
    rowEstimate = operation.rowEstimate
    isBulk = operation.isBulk
    replay = operation.replay
    self.finish = finish
  }
}

/// The bytes kept under an idempotency key: a tag, then a reply message or a refusal.
enum StoredReply {
  private static let replyTag: UInt8 = 0
  private static let refusalTag: UInt8 = 1
  /// The call is to be decided anew at a replay; nothing of its reply is kept.
  static let anew: [UInt8] = [2]

  static func encode(_ reply: some Message) throws(Refusal) -> [UInt8] {
    do {
      let body: [UInt8] = try reply.serializedBytes()
      return body
    } catch {
      throw .internalError
    }
  }

  static func stored(_ result: Result<[UInt8], Refusal>) -> [UInt8] {
    switch result {
    case .success(let body): return [replyTag] + body
    case .failure(let refusal):
      let body: [UInt8]? = try? refusal.stored.serializedBytes()
      return [refusalTag] + (body ?? [])
    }
  }

  /// The answer that `row` keeps for a request of `hash`.
  ///
  /// - Returns: nil for a reply that is to be decided anew.
  static func answer(
    _ row: EngineQueries.FindKeysRow, toRequest hash: Digest
  ) -> Result<[UInt8], Refusal>? {
    guard row.requestHash == hash.bytes else {
      return .failure(
        Refusal(.alreadyExists, .idempotencyMismatch, "the key was used for another request"))
    }
    return read(row.reply ?? [])
  }

  /// - Returns: nil for a reply that is to be decided anew.
  static func read(_ bytes: [UInt8]) -> Result<[UInt8], Refusal>? {
    switch bytes.first {
    case replyTag: return .success(Array(bytes.dropFirst()))
    case refusalTag:
      guard
        let stored = try? Tally_V1_StoredRefusal(serializedBytes: Array(bytes.dropFirst())),
        let refusal = Refusal(stored)
      else { return .failure(.internalError) }
      return .failure(refusal)
    case 2: return nil
    default: return .failure(.internalError)
    }
  }
}

extension Refusal {
  var stored: Tally_V1_StoredRefusal {
    var out = Tally_V1_StoredRefusal()
    out.code = code.rawValue
    out.reason = reason.rawValue
    out.message = message
    out.rule = rule
    out.field = field
    switch retry {
    case .never: out.retryAfterMs = 0
    case .sameKey(let milliseconds): out.retryAfterMs = max(1, milliseconds)
    }
    return out
  }

  init?(_ stored: Tally_V1_StoredRefusal) {
    guard let code = StatusCode(rawValue: stored.code), let reason = Reason(rawValue: stored.reason)
    else { return nil }
    self.init(
      code, reason, stored.message, rule: stored.rule, field: stored.field,
      retry: stored.retryAfterMs == 0 ? .never : .sameKey(afterMilliseconds: stored.retryAfterMs))
  }
}
