package import Bytes
package import Contract

/// Who is calling, as a credential proved it.
package struct Principal: Sendable, Equatable {
  /// The codes of domain/model.md section 3. `nobody` calls what asks for no credential.
  package enum Kind: Int16, Sendable, CaseIterable {
    case nobody = 0
    case person = 1
    case service = 2
    case regulator = 3
    case subject = 4
  }

  package let id: Identifier
  package let kind: Kind
  /// Stands for the principal in ledger leaves.
  package let pseudonym: Identifier
  /// The tenant it belongs to; nil for the platform's own and for regulators.
  package let tenant: Identifier?
  package let roles: Set<Role>
  /// The debtor, lender or merchant itself, when it is one.
  package let subject: Identifier?
  /// What a regulator may read.
  package let grants: [RegulatorGrant]
  package let networks: [Network]
  /// No call is admitted at or after this time.
  package let expiresAt: Timestamp

  package init(
    id: Identifier, kind: Kind, pseudonym: Identifier, tenant: Identifier?, roles: Set<Role>,
    subject: Identifier? = nil, grants: [RegulatorGrant] = [], networks: [Network] = [],
    expiresAt: Timestamp
  ) {
    self.id = id
    self.kind = kind
    self.pseudonym = pseudonym
    self.tenant = tenant
    self.roles = roles
    self.subject = subject
    self.grants = grants
    self.networks = networks
    self.expiresAt = expiresAt
  }

  /// The caller without a credential: no roles, no tenant.
  package static let nobody = Principal(
    id: Identifier(high: 0, low: 0), kind: .nobody, pseudonym: Identifier(high: 0, low: 0),
    tenant: nil, roles: [], expiresAt: Timestamp(microseconds: .max))

  /// The platform itself, acting within `tenant`: automatic transitions only. No credential gives it.
  package static func system(
    id: Identifier, pseudonym: Identifier, tenant: Identifier
  ) -> Principal {
    Principal(
      id: id, kind: .service, pseudonym: pseudonym, tenant: tenant, roles: [.system],
      expiresAt: Timestamp(microseconds: .max))
  }

  /// True when this principal may never see personal data in clear, whatever else it is.
  /// Source: domain/model.md section 2, "1 and 25 have no reveal"; agencies see masked data.
  package var isBarredFromReveals: Bool {
    !roles.isDisjoint(with: [
      .platformAdmin, .auditor, .agencyUser, .merchant, .regulator, .system,
    ])
  }
}

/// What a regulator may read of one tenant, and for which days.
package struct RegulatorGrant: Sendable, Hashable {
  package let tenant: Identifier
  /// Codes of domain/model.md section 6.
  package let datasets: Set<Int16>
  package let fromOn: Day
  /// The first day no longer granted; nil for a grant without end.
  package let toOn: Day?

  package init(tenant: Identifier, datasets: Set<Int16>, fromOn: Day, toOn: Day?) {
    self.tenant = tenant
    self.datasets = datasets
    self.fromOn = fromOn
    self.toOn = toOn
  }

  package func covers(_ day: Day) -> Bool { day >= fromOn && toOn.map { day < $0 } ?? true }
}
