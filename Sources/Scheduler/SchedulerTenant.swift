package import Access
package import Bytes
import Contract
package import Engine
import Ledger
package import SQL

/// What jobs need of one tenant in service.
package struct SchedulerTenant: Sendable {
  package let id: Identifier
  /// The platform itself, acting within the tenant.
  package let principal: Principal
  package let desk: TenantDesk
  /// Sessions of the tenant's role, for the rows of jobs.
  package let sessions: any SessionSource

  package init(
    id: Identifier, principal: Principal, desk: TenantDesk, sessions: any SessionSource
  ) {
    self.id = id
    self.principal = principal
    self.desk = desk
    self.sessions = sessions
  }

  /// The platform as caller of an operation under `key`.
  func caller(method: String, key: String) -> Caller {
    Caller(
      principal: principal.id, pseudonym: principal.pseudonym, method: method, key: key,
      requestHash: Hashing.sha256(Array("\(method) \(key)".utf8)))
  }
}
