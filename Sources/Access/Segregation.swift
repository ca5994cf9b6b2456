package import Bytes
package import Contract

/// Keeps duties apart within one case. Source: domain/model.md section 2, "Segregation".
///
/// One person may hold two roles, but may not do in the same case what two of them do when a rule
/// keeps those apart.
package enum Segregation {
  /// What somebody did, or is about to do, in a case.
  package enum Duty: Int16, Sendable, CaseIterable {
    case proposeSettlement = 1
    case approveSettlement = 2
    case analyseRisk = 3
    case validateModel = 4
    case postMoney = 5
    case negotiate = 6
    case inspectQuality = 7
    case collect = 8
    case beComplainedOf = 9
    case handleComplaint = 10
    case assessRepair = 11
    case officerRepair = 12
  }

  /// A duty somebody already has in the case.
  package struct Part: Sendable, Hashable {
    package let person: Identifier
    package let duty: Duty

    package init(person: Identifier, duty: Duty) {
      self.person = person
      self.duty = duty
    }
  }

  /// The duties which one person may not join with `duty` in one case; the relation is symmetric.
  package static func apart(from duty: Duty) -> Set<Duty> {
    switch duty {
    case .proposeSettlement: [.approveSettlement]
    case .approveSettlement: [.proposeSettlement]
    case .analyseRisk: [.validateModel]
    case .validateModel: [.analyseRisk]
    case .postMoney: [.negotiate]
    case .negotiate: [.postMoney]
    case .inspectQuality: [.collect]
    case .collect: [.inspectQuality]
    case .beComplainedOf: [.handleComplaint]
    case .handleComplaint: [.beComplainedOf]
    case .assessRepair: [.officerRepair]
    case .officerRepair: [.assessRepair]
    }
  }

  /// - Throws: `SEGREGATION_OF_DUTIES` when `person` has a part in the case which has to stay
  ///   apart from `duty`.
  package static func check(
    _ duty: Duty, by person: Identifier, given parts: some Sequence<Part>
  ) throws(Refusal) {
    let forbidden = apart(from: duty)
    for part in parts where part.person == person && forbidden.contains(part.duty) {
      throw .rule(
        .segregationOfDuties, "\(part.duty) apart from \(duty)",
        "the same person has another duty in this case; somebody else has to do this")
    }
  }
}

/// Which roles a principal may be given at all.
package enum RoleAssignment {
  /// - Throws: `FIELD_INVALID` naming what does not fit: no role, a role of another kind of
  ///   principal, a role of the platform within a tenant or the reverse, or the system's.
  package static func check(
    _ roles: Set<Role>, kind: Principal.Kind, hasTenant: Bool
  ) throws(Refusal) {
    guard !roles.isEmpty else { throw .invalid("roles", "must name at least one role") }
    guard kind != .nobody else { throw .invalid("kind", "is not a kind of principal") }
    for role in roles.sorted(by: { $0.rawValue < $1.rawValue }) {
      let home = home(of: role)
      guard home.kinds.contains(kind) else {
        throw .invalid("roles", "may not hold \(role.name) for this kind of principal")
      }
      guard home.isInTenant == hasTenant else {
        throw .invalid(
          "roles",
          "may hold \(role.name) only \(home.isInTenant ? "within a tenant" : "on the platform")")
      }
    }
  }

  private static func home(of role: Role) -> (kinds: Set<Principal.Kind>, isInTenant: Bool) {
    switch role {
    case .platformAdmin: ([.person, .service], false)
    case .regulator: ([.regulator], false)
    case .debtor, .lender, .merchant: ([.subject], true)
    case .system: ([], true)
    case .tenantAdmin, .riskAnalyst, .modelValidator, .collector, .fieldOfficer, .teamLead,
      .collectionsManager, .legalOfficer, .externalCounsel, .agencyUser, .disposalOfficer,
      .financeOfficer, .complianceOfficer, .dpo, .qualityInspector, .repairOfficer,
      .thirdPartyAssessor, .repairInstitution, .complaintHandler, .auditor:
      ([.person, .service], true)
    }
  }
}
