package import Bytes
package import Ledger
package import Vault

/// What the server keeps of a tenant between calls: facts which never change, and its open keys.
package struct TenantContext: Sendable {
  package let tenant: Identifier
  /// The opaque id in ledger leaves and in the names of schema and role: `t_` and 32 digits.
  package let opaqueName: String
  /// ISO 4217.
  package let baseCurrency: String
  /// Code of the jurisdiction profile: `CN`.
  package let jurisdiction: String
  /// Classification regime: `bank_2023` or `credit_card`.
  package let regime: String
  package let keys: TenantKeys
  private let ledger: LogIdentity
  private let access: LogIdentity

  package init(
    tenant: Identifier, opaqueName: String, baseCurrency: String, jurisdiction: String,
    regime: String, keys: TenantKeys, ledger: LogIdentity, access: LogIdentity
  ) {
    self.tenant = tenant
    self.opaqueName = opaqueName
    self.baseCurrency = baseCurrency
    self.jurisdiction = jurisdiction
    self.regime = regime
    self.keys = keys
    self.ledger = ledger
    self.access = access
  }

  /// The name under which a log of the tenant signs, and its verifier key.
  package func identity(of log: Log) -> LogIdentity {
    switch log {
    case .ledger: ledger
    case .access: access
    }
  }
}

/// The tenant's logical calendar as read under its lock.
package struct BusinessDay: Sendable, Equatable {
  package let businessOn: Day
  package let nextOn: Day?
  package let isClosing: Bool
  package let lastClosedOn: Day?

  package init(businessOn: Day, nextOn: Day?, isClosing: Bool, lastClosedOn: Day?) {
    self.businessOn = businessOn
    self.nextOn = nextOn
    self.isClosing = isClosing
    self.lastClosedOn = lastClosedOn
  }
}
