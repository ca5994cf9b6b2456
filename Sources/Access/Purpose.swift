package import Contract

/// Why personal data are shown in clear; each purpose is open to some roles only.
/// Source: COMPLIANCE.md C15 and C17: an agreed purpose a query, logged.
package enum Purpose: String, Sendable, CaseIterable {
  case collectionContact = "collection_contact"
  case identityCheck = "identity_check"
  case subjectRequest = "subject_request"
  case repair

  package var roles: Set<Role> {
    switch self {
    case .collectionContact: [.collector, .fieldOfficer, .teamLead, .collectionsManager]
    case .identityCheck:
      [.collector, .teamLead, .collectionsManager, .dpo, .repairOfficer, .complaintHandler]
    case .subjectRequest: [.dpo, .complaintHandler, .debtor, .lender]
    case .repair: [.repairOfficer, .thirdPartyAssessor]
    }
  }
}
