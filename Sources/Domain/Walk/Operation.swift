package import Access
import Bytes
package import Contract
package import SQL
package import SwiftProtobuf

/// What a decision may rest on.
package struct Facts: Sendable {
  package let tenant: TenantContext
  package let day: BusinessDay
  package let policy: TenantPolicy
  /// Rows of `locating`, in order.
  package let located: [Rows]
  /// Rows of `reads`, in order.
  package let answers: [Rows]

  package init(
    tenant: TenantContext, day: BusinessDay, policy: TenantPolicy, located: [Rows],
    answers: [Rows]
  ) {
    self.tenant = tenant
    self.day = day
    self.policy = policy
    self.located = located
    self.answers = answers
  }

  /// The rows of read `index`, decoded.
  ///
  /// - Throws: `internalError` when the statement and the generated code disagree.
  package func rows<Result: DecodableRow>(
    _ index: Int, as _: Result.Type = Result.self
  ) throws(Refusal) -> [Result] {
    try answers[index].rows()
  }
}

extension Rows {
  /// Every row decoded, with the failure turned into the refusal a caller sees.
  package func rows<Result: DecodableRow>(
    as _: Result.Type = Result.self
  ) throws(Refusal) -> [Result] {
    do throws(SQLFailure) { return try decoded() } catch { throw .internalError }
  }
}

/// What an operation decided: rows to write, ledger entries, the answer.
package struct Decision<Reply: Sendable>: Sendable {
  package enum Answer: Sendable {
    case reply(@Sendable (Tally_V1_Receipt) -> Reply)
    /// The call is refused, but what is written (a denied check) stays; the refusal is stored
    /// under the call's key.
    case refusal(Refusal)
  }
  package var writes: [Bound]
  package var entries: [EntryDraft]
  package var answer: Answer
  /// Something a watcher or a worker may be waiting for; told after the commit.
  package var hints: Set<Hint>

  package init(
    writes: [Bound], entries: [EntryDraft] = [], answer: Answer, hints: Set<Hint> = []
  ) {
    self.writes = writes
    self.entries = entries
    self.answer = answer
    self.hints = hints
  }
}

/// A wake-up sent after a commit; never carries data. Polling is the truth.
package enum Hint: String, Sendable, Hashable, CaseIterable {
  case alerts
  case jobs
  /// Entries of the ledger were appended; the engine adds it.
  case ledger
  /// Entries of the access log were appended; the engine adds it.
  case access
}

/// One writing operation of a tenant: names its reads, then decides. Pure.
///
/// The engine calls `locating` outside the lane, `footprint` on what that returned, then, in the
/// transaction and after the locks, `reads`, then `decide`. It may call all of them again.
package protocol Operation: Sendable {
  associatedtype Reply: Message & Sendable

  /// Reads made before any lock, to learn which debtor a case or an account belongs to. They may
  /// read only what never changes, or what `decide` checks again.
  var locating: [Bound] { get }

  /// - Throws: `notFound` when what `locating` should find is not there.
  func footprint(_ located: [Rows]) throws(Refusal) -> Footprint

  /// Reads made under the locks of the footprint.
  func reads(_ located: [Rows]) throws(Refusal) -> [Bound]

  func decide(_ facts: Facts, at moment: Moment) throws(Refusal) -> Decision<Reply>

  /// The refusal for a constraint that another transaction won; nil when there is none.
  func refusal(forConstraint constraint: String) -> Refusal?

  /// About how many rows it writes: caps a batch, and what its method costs is learned by the row.
  var rowEstimate: Int { get }

  /// True for a part of an import or of an end-of-day run: gives way to calls people wait for.
  var isBulk: Bool { get }

  var replay: KeyReplay { get }
}

/// An operation that a call asks for.
package protocol RequestedOperation: Operation {
  associatedtype Request: Message & Sendable
  /// - Throws: for every field that cannot be accepted, before anything is read.
  init(_ call: Authorised<Request>, tenant: TenantContext) throws(Refusal)
}

/// An inquiry that a call asks for.
package protocol RequestedInquiry: Inquiry where Reply: Message {
  associatedtype Request: Message & Sendable
  /// - Throws: for every field that cannot be accepted, before anything is read.
  init(_ call: Authorised<Request>, tenant: TenantContext) throws(Refusal)
}

/// What a second call under the same key gets.
package enum KeyReplay: Sendable, Equatable {
  /// The stored reply, byte for byte.
  case stored
  /// The same decision anew, without writing anything: for replies which hold personal data.
  case anew
}

extension Operation {
  package var rowEstimate: Int { 8 }
  package var isBulk: Bool { false }
  package var replay: KeyReplay { .stored }
  package var locating: [Bound] { [] }
  package func refusal(forConstraint constraint: String) -> Refusal? { nil }
}

/// One reading operation of a tenant: names its reads, then answers. Pure.
package protocol Inquiry: Sendable {
  associatedtype Reply: Sendable

  /// Reads of one snapshot.
  var reads: [Bound] { get }

  /// Further reads of the same snapshot which need the rows of `reads`.
  func furtherReads(_ answers: [Rows], tenant: TenantContext) throws(Refusal) -> [Bound]

  /// `answers` holds the rows of `reads`, then those of `furtherReads`.
  func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Reply
}

extension Inquiry {
  package func furtherReads(
    _ answers: [Rows], tenant: TenantContext
  ) throws(Refusal) -> [Bound] { [] }
}
