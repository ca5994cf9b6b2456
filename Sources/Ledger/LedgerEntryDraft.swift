package import Bytes

/// The facts of one ledger entry, before they are bytes, or read back from them.
package struct LedgerEntryDraft: Sendable, Equatable {
  /// The account an entry moves, and its version after the entry: one leaf proves a balance.
  package struct Account: Sendable, Equatable {
    package var pseudonym: Identifier
    /// From 1.
    package var version: Int64
    package init(pseudonym: Identifier, version: Int64) {
      self.pseudonym = pseudonym
      self.version = version
    }
  }
  /// A further subject of the entry, with the commitment to that subject's own payload.
  package struct Party: Sendable, Equatable {
    package var subject: Identifier
    package var commitment: Digest
    package init(subject: Identifier, commitment: Digest) {
      self.subject = subject
      self.commitment = commitment
    }
  }

  /// The tenant's opaque id: 1 to 64 of `a-z`, `0-9`, `_`, `-`.
  package var tenant: String
  /// A version 7 identifier, made by the writer.
  package var entry: Identifier
  package var kind: EntryKind
  /// Pseudonym of the person the entry is about: random, not derived.
  package var subject: Identifier?
  package var account: Account?
  /// What the payload, encrypted under the subject's key, must hash to with its salt.
  package var commitment: Digest?
  package var others: [Party]
  package var postings: [Posting]
  /// Value date.
  package var effectiveOn: Day
  package var recordedAt: Timestamp
  /// Pseudonym of who acted.
  package var actor: Identifier
  /// HMAC of the request's idempotency key under a key of the tenant.
  package var idempotency: Digest?
  /// The entry which this one reverses, corrects or ends.
  package var reverses: Identifier?

  package init(
    tenant: String, entry: Identifier, kind: EntryKind, subject: Identifier? = nil,
    account: Account? = nil, commitment: Digest? = nil, others: [Party] = [],
    postings: [Posting] = [], effectiveOn: Day, recordedAt: Timestamp, actor: Identifier,
    idempotency: Digest? = nil, reverses: Identifier? = nil
  ) {
    self.tenant = tenant
    self.entry = entry
    self.kind = kind
    self.subject = subject
    self.account = account
    self.commitment = commitment
    self.others = others
    self.postings = postings
    self.effectiveOn = effectiveOn
    self.recordedAt = recordedAt
    self.actor = actor
    self.idempotency = idempotency
    self.reverses = reverses
  }

  /// The years 1 to 9999, which four digits can write.
  private static let days: ClosedRange<Day> = {
    guard let first = Day(year: 1, month: 1, day: 1), let last = Day(year: 9999, month: 12, day: 31)
    else { preconditionFailure("two days which exist") }
    return first...last
  }()

  /// Checks every rule of an entry that does not need another entry.
  func checked() throws(LedgerFailure) {
    guard !tenant.isEmpty, tenant.utf8.count <= LedgerLimits.tenantByteCountMax,
      tenant.utf8.allSatisfy(\.isWordByte)
    else { throw .invalidField("tenant") }
    try checkedFacts()
  }

  /// The same without the letters of the tenant, for a reader which takes no others.
  func checkedFacts() throws(LedgerFailure) {
    guard entry.isVersion7 else { throw .invalidField("entry") }
    if let account {
      guard (1...JCS.integerMagnitudeMax).contains(account.version) else {
        throw .invalidField("account_version")
      }
    }
    guard others.count <= LedgerLimits.partyCountMax else { throw .invalidField("others") }
    guard postings.count <= LedgerLimits.postingCountMax else { throw .invalidField("postings") }
    switch kind.log {
    case .ledger: break
    // An access moves nothing.
    case .access:
      guard account == nil else { throw .invalidField("account") }
      guard postings.isEmpty else { throw .invalidField("postings") }
    }
    for posting in postings { try posting.checked() }
    try Posting.balanced(postings)
    guard Self.days.contains(effectiveOn) else { throw .invalidField("effective_at") }
    guard Self.days.contains(recordedAt.day()) else { throw .invalidField("recorded_at") }
    if let reverses {
      guard reverses.isVersion7, reverses != entry else { throw .invalidField("reverses") }
    } else if kind.namesAnother {
      throw .invalidField("reverses")
    }
  }
}

/// The exact bytes of an entry, as stored and hashed, with their hash.
package struct Leaf: Sendable, Equatable {
  package let bytes: [UInt8]
  /// SHA-256(0x00 ‖ bytes).
  package let hash: Digest

  init(bytes: [UInt8]) {
    self.bytes = bytes
    hash = Hashing.leaf(bytes)
  }
}

extension Identifier {
  /// True for the version and variant bits of RFC 9562 version 7.
  var isVersion7: Bool { high >> 12 & 15 == 7 && low >> 62 == 2 }
}
