/// What a principal is. The codes are fixed and never reused. Source: options.proto.
package enum Role: UInt8, Sendable, CaseIterable {
  case platformAdmin = 1
  case tenantAdmin = 2
  case riskAnalyst = 3
  case modelValidator = 4
  case collector = 5
  case fieldOfficer = 6
  case teamLead = 7
  case collectionsManager = 8
  case legalOfficer = 9
  case externalCounsel = 10
  case agencyUser = 11
  case disposalOfficer = 12
  case financeOfficer = 13
  case complianceOfficer = 14
  case dpo = 15
  case qualityInspector = 16
  case repairOfficer = 17
  case thirdPartyAssessor = 18
  case repairInstitution = 19
  case complaintHandler = 20
  case debtor = 21
  case lender = 22
  case merchant = 23
  case regulator = 24
  case auditor = 25
  case system = 26
}

extension Role {
  /// `collections_manager`, as the CLI and the specification write it.
  package var name: String {
    var out = ""
    for character in "\(self)" {
      if character.isUppercase { out += "_" }
      out += character.lowercased()
    }
    return out
  }

  /// - Returns: nil when no role is called `name`.
  package init?(name: String) {
    guard let role = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = role
  }
}
