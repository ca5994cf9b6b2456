package import Bytes
package import Ledger
package import Vault

/// An entry of the ledger or of the access log, which its kind says, as an operation decides it. Those
/// of one decision belong to one log. The engine adds tenant, times, actor, commitment and
/// idempotency, and makes the bytes.
package struct EntryDraft: Sendable {
  /// The person an entry is about, with the key its payload is sealed under.
  package struct Subject: Sendable {
    package let id: Identifier
    package let pseudonym: Identifier
    package let key: SubjectKey
    package init(id: Identifier, pseudonym: Identifier, key: SubjectKey) {
      self.id = id
      self.pseudonym = pseudonym
      self.key = key
    }
  }
  /// The account an entry moves, with its version after the entry.
  package struct Account: Sendable {
    package let id: Identifier
    package let pseudonym: Identifier
    package let version: Int64
    package init(id: Identifier, pseudonym: Identifier, version: Int64) {
      self.id = id
      self.pseudonym = pseudonym
      self.version = version
    }
  }

  package var entryID: Identifier
  package var kind: EntryKind
  package var subject: Subject?
  package var account: Account?
  package var postings: [Posting]
  package var effectiveOn: Day
  package var reverses: Identifier?
  /// One line of JSON in clear; stored under the subject's key only. Empty without a subject.
  package var payload: [UInt8]

  package init(
    entryID: Identifier, kind: EntryKind, subject: Subject? = nil, account: Account? = nil,
    postings: [Posting] = [], effectiveOn: Day, reverses: Identifier? = nil,
    payload: [UInt8] = []
  ) {
    self.entryID = entryID
    self.kind = kind
    self.subject = subject
    self.account = account
    self.postings = postings
    self.effectiveOn = effectiveOn
    self.reverses = reverses
    self.payload = payload
  }
}
