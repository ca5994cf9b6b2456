import Bytes
import Contract
import Engine
import Queries
import SQL
import SwiftProtobuf
import World

/// The bytes kept under a key of the platform: a tag, then what it says.
enum PlatformReply {
  private static let replyTag: UInt8 = 0
  private static let tenantTag: UInt8 = 3

  case reply([UInt8])
  /// The tenant which the call is making, and its first administrator; the same call again
  /// completes it.
  case makingTenant(Identifier, administrator: Identifier?)

  var bytes: [UInt8] {
    switch self {
    case .reply(let bytes): [Self.replyTag] + bytes
    case .makingTenant(let id, let administrator):
      [Self.tenantTag] + id.bytes + (administrator?.bytes ?? [])
    }
  }

  /// - Returns: nil for what this program never wrote.
  init?(_ bytes: [UInt8]) {
    switch bytes.first {
    case Self.replyTag: self = .reply(Array(bytes.dropFirst()))
    case Self.tenantTag:
      let rest = bytes.dropFirst(1 + Identifier.byteCount)
      guard let id = Identifier(bytes: bytes.dropFirst().prefix(Identifier.byteCount)) else {
        return nil
      }
      let administrator = Identifier(bytes: rest)
      guard rest.isEmpty || administrator != nil else { return nil }
      self = .makingTenant(id, administrator: administrator)
    default: return nil
    }
  }
}

/// One idempotent write on the platform's tables: the key, the writes and the reply in one
/// transaction.
struct PlatformWrite: Sendable {
  /// What a write decided.
  struct Decision: Sendable {
    var writes: [Bound]
    var reply: PlatformReply
  }
  /// What a write answered.
  struct Outcome: Sendable {
    let reply: PlatformReply
    /// False for a reply that was stored before.
    let isFresh: Bool
  }

  let database: DatabaseAccess
  let caller: Caller
  let world: World

  /// Performs a write, or answers from its key.
  ///
  /// - Parameters:
  ///   - reads: read under the key's lock.
  ///   - refusalFor: the refusal for a constraint that refused a row; nil when there is none.
  func perform(
    reads: [Bound] = [], refusalFor: @Sendable (String) -> Refusal? = { _ in nil },
    decide: @Sendable ([Rows]) throws(Refusal) -> Decision
  ) async throws(Refusal) -> Outcome {
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    let result: Result<Outcome, Refusal>
    do throws(SQLFailure) {
      result = try await database.platform.withSession(deadline: deadline) {
        (session) throws(SQLFailure) in
        try await run(on: session, reads, decide, deadline)
      }
    } catch {
      if case .violated(_, let constraint) = error.code, let refusal = refusalFor(constraint) {
        throw refusal
      }
      if case .lockNotAvailable = error.code {
        throw Refusal(
          .aborted, .idempotencyInFlight,
          "the same key is being performed; ask again for its reply",
          retry: .sameKey(afterMilliseconds: 500))
      }
      throw database.refusal(for: error)
    }
    return try result.get()
  }

  /// Stores another reply under the key, with `writes`.
  func store(_ reply: PlatformReply, writes: [Bound]) async throws(Refusal) {
    let deadline = world.monotonicNow() + Limits.platformNanoseconds
    do throws(SQLFailure) {
      _ = try await database.platform.withSession(deadline: deadline) {
        (session) throws(SQLFailure) in
        try await session.run(
          Batch(opening: .readCommitted, writes + [storing(reply)], closing: .commit),
          deadline: deadline)
      }
    } catch {
      throw database.refusal(for: error)
    }
  }

  private func run(
    on session: any Session, _ reads: [Bound],
    _ decide: @Sendable ([Rows]) throws(Refusal) -> Decision, _ deadline: UInt64
  ) async throws(SQLFailure) -> Result<Outcome, Refusal> {
    let claim = PlatformQueries.claimKey(
      principalID: caller.principal, method: caller.method, key: caller.key,
      requestHash: caller.requestHash.bytes, createdAt: world.recordedNow())
    let find = PlatformQueries.findKey(
      principalID: caller.principal, method: caller.method, key: caller.key)
    let answers = try await session.run(
      Batch(
        opening: .readCommitted, [claim, find.bound] + reads,
        lockTimeoutMilliseconds: Limits.platformLockMilliseconds), deadline: deadline)
    let found: [PlatformQueries.FindKeyRow] = try answers[1].decoded()
    switch judge(found.first, Array(answers.dropFirst(2)), decide) {
    case .failure(let refusal):
      _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
      return .failure(refusal)
    case .success((let reply, nil)):
      _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
      return .success(Outcome(reply: reply, isFresh: false))
    case .success((let reply, let writes?)):
      _ = try await session.run(
        Batch(writes + [storing(reply)], closing: .commit), deadline: deadline)
      return .success(Outcome(reply: reply, isFresh: true))
    }
  }

  /// - Returns: the reply, and what to write; nil for a reply that was stored before.
  private func judge(
    _ found: PlatformQueries.FindKeyRow?, _ answers: [Rows],
    _ decide: @Sendable ([Rows]) throws(Refusal) -> Decision
  ) -> Result<(PlatformReply, [Bound]?), Refusal> {
    guard let found else { return .failure(.internalError) }
    guard found.requestHash == caller.requestHash.bytes else {
      return .failure(
        Refusal(.alreadyExists, .idempotencyMismatch, "the key was used for another request"))
    }
    if let stored = found.reply {
      return PlatformReply(stored).map { .success(($0, nil)) } ?? .failure(.internalError)
    }
    do throws(Refusal) {
      let decision = try decide(answers)
      return .success((decision.reply, decision.writes))
    } catch {
      return .failure(error)
    }
  }

  private func storing(_ reply: PlatformReply) -> Bound {
    PlatformQueries.storeReply(
      reply: reply.bytes, principalID: caller.principal, method: caller.method, key: caller.key)
  }
}
