package import Bytes
package import Contract

/// A request that may be performed: only `Gate` makes one.
package struct Authorised<Request: Sendable>: Sendable {
  package let request: Request
  package let principal: Principal
  /// In whose schema it runs: the principal's own, or the one a regulator or the operator named.
  package let tenant: Identifier?
  /// The roles by which it was admitted: those of the principal which the policy names.
  package let roles: Set<Role>
  /// Present whenever the method reveals personal data.
  package let purpose: Purpose?
  /// Present whenever the method needs one.
  package let idempotencyKey: String?
  /// Present whenever the method needs a second person.
  package let approval: Approval?

  fileprivate init(
    request: Request, principal: Principal, tenant: Identifier?, roles: Set<Role>,
    purpose: Purpose?, idempotencyKey: String?, approval: Approval?
  ) {
    self.request = request
    self.principal = principal
    self.tenant = tenant
    self.roles = roles
    self.purpose = purpose
    self.idempotencyKey = idempotencyKey
    self.approval = approval
  }

  /// The same admission for a part of the request or a form derived from it.
  package func map<Other: Sendable, Failure: Error>(
    _ transform: (Request) throws(Failure) -> Other
  ) throws(Failure) -> Authorised<Other> {
    Authorised<Other>(
      request: try transform(request), principal: principal, tenant: tenant, roles: roles,
      purpose: purpose, idempotencyKey: idempotencyKey, approval: approval)
  }

  /// - Throws: `TENANT_REQUIRED` when the call names no tenant and its principal has none.
  package func requiredTenant() throws(Refusal) -> Identifier {
    guard let tenant else {
      throw Refusal(
        .invalidArgument, .tenantRequired, "the call concerns a tenant and names none",
        field: "tenant_id")
    }
    return tenant
  }

  /// The debtor or other subject a subject token speaks for: such a principal acts for itself only.
  ///
  /// - Throws: `NOT_FOUND` when `subject` is somebody else.
  package func requireOwn(_ subject: Identifier) throws(Refusal) {
    guard principal.kind == .subject else { return }
    guard principal.subject == subject else { throw .notFound }
  }

  /// Holds a regulator to its grants: `dataset` of the period that ends on `day`. Others pass.
  ///
  /// - Throws: `SCOPE_NOT_GRANTED`.
  package func requireGrant(dataset: Int16, day: Day) throws(Refusal) {
    guard principal.kind == .regulator else { return }
    let isGranted = principal.grants.contains {
      $0.tenant == tenant && $0.datasets.contains(dataset) && $0.covers(day)
    }
    guard isGranted else {
      throw .denied(.scopeNotGranted, "no grant covers this dataset and period", rule: "grant")
    }
  }
}

/// What the gate needs to know of a call beside its request.
package struct CallFacts: Sendable {
  /// Recorded time.
  package var now: Timestamp
  package var peer: Peer
  package var idempotencyKey: String?
  /// Why personal data are asked for, as the request says it; empty when it does not.
  package var purpose: String
  /// The tenant which the request names, when its message has such a field.
  package var namedTenant: Identifier?
  /// SHA-256 of the request, when a second person has to have approved it.
  package var requestHash: Digest?
  package var approval: Approval?

  package init(
    now: Timestamp, peer: Peer, idempotencyKey: String? = nil, purpose: String = "",
    namedTenant: Identifier? = nil, requestHash: Digest? = nil, approval: Approval? = nil
  ) {
    self.now = now
    self.peer = peer
    self.idempotencyKey = idempotencyKey
    self.purpose = purpose
    self.namedTenant = namedTenant
    self.requestHash = requestHash
    self.approval = approval
  }
}

/// A second person's consent to one payload. Source: domain/model.md section 1.5.
package struct Approval: Sendable, Equatable {
  package let maker: Identifier
  package let checker: Identifier
  package let payloadHash: Digest
  package let approvedAt: Timestamp

  package init(maker: Identifier, checker: Identifier, payloadHash: Digest, approvedAt: Timestamp) {
    self.maker = maker
    self.checker = checker
    self.payloadHash = payloadHash
    self.approvedAt = approvedAt
  }
}

/// Decides whether a call may be performed. What no rule allows is denied.
package enum Gate {
  /// - Throws: the first refusal in this order: credential, network, role, tenant, idempotency key,
  ///   purpose, second person.
  package static func admit<Request: Sendable>(
    _ request: Request, as principal: Principal, under policy: Policy, call: CallFacts
  ) throws(Refusal) -> Authorised<Request> {
    try checkStanding(principal, policy, call)
    let roles = try rolesAdmitted(principal, policy.callers)
    let tenant = try tenant(principal, call)
    try checkKey(policy, call)
    let purpose = try purpose(principal, policy, call)
    try checkSecondPerson(principal, policy, call)
    return Authorised(
      request: request, principal: principal, tenant: tenant, roles: roles, purpose: purpose,
      idempotencyKey: call.idempotencyKey, approval: call.approval)
  }

  private static func checkStanding(
    _ principal: Principal, _ policy: Policy, _ call: CallFacts
  ) throws(Refusal) {
    guard principal.kind != .nobody else {
      guard policy.callers == .everyone else {
        throw Refusal(.unauthenticated, .credentialInvalid, "this method needs a credential")
      }
      return
    }
    guard call.now < principal.expiresAt else { throw Credential.refusal }
    guard call.peer.isWithin(principal.networks) else {
      throw .denied(
        .networkNotAllowed, "the credential is not accepted from this network", rule: "networks")
    }
  }

  private static func rolesAdmitted(
    _ principal: Principal, _ callers: Policy.Callers
  ) throws(Refusal) -> Set<Role> {
    switch callers {
    case .everyone: return principal.roles
    case .authenticated:
      guard !principal.roles.isEmpty else {
        throw .denied(.roleNotAllowed, "the principal holds no role", rule: "roles")
      }
      return principal.roles
    case .roles(let allowed):
      let held = principal.roles.intersection(allowed)
      guard !held.isEmpty else {
        let names = allowed.map(\.name).sorted().joined(separator: ", ")
        throw .denied(.roleNotAllowed, "this method is open to \(names)", rule: "roles")
      }
      return held
    }
  }

  /// The tenant comes from the credential. Only who belongs to none may name one, a regulator only
  /// one it has a grant on; another tenant is answered like one that does not exist.
  private static func tenant(
    _ principal: Principal, _ call: CallFacts
  ) throws(Refusal) -> Identifier? {
    guard let named = call.namedTenant else { return principal.tenant }
    if let own = principal.tenant {
      guard own == named else { throw .notFound }
      return own
    }
    switch principal.kind {
    case .regulator:
      // The days of a grant are days of the data, which `requireGrant` compares; when it is read
      // does not matter.
      guard principal.grants.contains(where: { $0.tenant == named }) else { throw .notFound }
      return named
    case .person, .service:
      guard principal.roles.contains(.platformAdmin) else { throw .notFound }
      return named
    case .subject, .nobody: throw .notFound
    }
  }

  private static func checkKey(_ policy: Policy, _ call: CallFacts) throws(Refusal) {
    guard let key = call.idempotencyKey else {
      guard policy.needsKey || policy.effect == .write || policy.reveals == .personal else {
        return
      }
      throw Refusal(
        .invalidArgument, .keyMissing, "this method needs an idempotency key",
        field: "idempotency_key")
    }
    guard (1...Limits.idempotencyKeyByteCountMax).contains(key.utf8.count),
      key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw Refusal(
        .invalidArgument, .keyInvalid,
        "an idempotency key has 1 to \(Limits.idempotencyKeyByteCountMax) visible ASCII characters",
        field: "idempotency_key")
    }
  }

  private static func purpose(
    _ principal: Principal, _ policy: Policy, _ call: CallFacts
  ) throws(Refusal) -> Purpose? {
    switch policy.reveals {
    case .none: return Purpose(rawValue: call.purpose)
    case .personal: break
    }
    guard principal.kind != .nobody, !principal.isBarredFromReveals else {
      throw .denied(
        .roleNotAllowed, "this principal holds a role that never sees personal data",
        rule: "no reveal")
    }
    guard let purpose = Purpose(rawValue: call.purpose) else {
      let known = Purpose.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(
        .invalidArgument, .purposeMissing, "personal data need a purpose: \(known)",
        field: "purpose")
    }
    guard !principal.roles.isDisjoint(with: purpose.roles) else {
      throw .denied(
        .roleNotAllowed, "the purpose \(purpose.rawValue) is not one of this principal's roles",
        rule: "purpose")
    }
    return purpose
  }

  private static func checkSecondPerson(
    _ principal: Principal, _ policy: Policy, _ call: CallFacts
  ) throws(Refusal) {
    guard policy.needsFourEyes else { return }
    guard let approval = call.approval, let hash = call.requestHash,
      equalInConstantTime(approval.payloadHash.bytes, hash.bytes), approval.maker == principal.id,
      approval.approvedAt <= call.now,
      call.now < approval.approvedAt.adding(seconds: Limits.approvalSecondsMax)
    else {
      throw .rule(.guardNotMet, "four eyes", "a second person has to approve this very request")
    }
    guard approval.checker != approval.maker else {
      throw .rule(.segregationOfDuties, "four eyes", "maker and checker are one person")
    }
  }
}
