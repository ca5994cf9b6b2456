/// One of the two logs of a tenant. Both have the same machinery; an entry belongs to one of them.
package enum Log: String, Sendable, Hashable, CaseIterable {
  /// The credit ledger: what happened.
  case ledger
  /// The access log: who saw whose personal data in clear, and why.
  case access
}
