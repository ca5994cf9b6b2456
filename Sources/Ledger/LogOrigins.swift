package import Bytes

/// The origins of a tenant's logs: `<prefix>/<l or a>/<opaque tenant>/<incarnation>`.
///
/// A restore takes both logs back together, so they share the incarnation.
package struct LogOrigins: Sendable, Equatable {
  /// The host, or what stands for it.
  package let prefix: String
  package let tenant: String
  /// From 1.
  package let incarnation: Int

  package init(prefix: String, tenant: String, incarnation: Int = 1) {
    self.prefix = prefix
    self.tenant = tenant
    self.incarnation = incarnation
  }

  /// Reads the origin of a tenant's ledger.
  ///
  /// - Throws: `malformedCheckpoint` for any other text, the access log's origin included.
  package init(ofLedger origin: String) throws(LedgerFailure) {
    let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 4, let incarnation = Int(parts[parts.count - 1]) else {
      throw .malformedCheckpoint("origin")
    }
    self.init(
      prefix: parts.dropLast(3).joined(separator: "/"), tenant: String(parts[parts.count - 2]),
      incarnation: incarnation)
    guard !prefix.isEmpty, !tenant.isEmpty, incarnation >= 1, self.origin(of: .ledger) == origin
    else { throw .malformedCheckpoint("origin") }
  }

  package func origin(of log: Log) -> String {
    let letter =
      switch log {
      case .ledger: "l"
      case .access: "a"
      }
    return "\(prefix)/\(letter)/\(tenant)/\(incarnation)"
  }
}

/// The name under which a log signs, and the key by which its notes are checked.
package struct LogIdentity: Sendable, Equatable {
  package let origin: String
  /// C2SP vkey text.
  package let vkey: String

  package init(origin: String, vkey: String) {
    self.origin = origin
    self.vkey = vkey
  }

  /// That of a tenant's other log: the same key under the other origin.
  ///
  /// - Throws: `malformedCheckpoint`, `malformedKey`.
  package func ofAccess() throws(LedgerFailure) -> LogIdentity {
    let origin = try LogOrigins(ofLedger: origin).origin(of: .access)
    return LogIdentity(origin: origin, vkey: try VerifierKey(vkey).named(origin).text)
  }
}
