package import Bytes
package import Ledger
package import Vault

/// Types of account transactions. Source: domain model, `account_transaction`.
package enum TransactionType: Int16, Sendable, CaseIterable {
  case disburse = 1
  case repayment = 2
  case recovery = 3
  case waiverInterest = 4
  case waiverFee = 5
  case waiverPenalty = 6
  case discount = 7
  case accrualInterest = 8
  case accrualPenalty = 9
  case fee = 10
  case chargeOff = 11
  case undoChargeOff = 12
  case writeOff = 13
  case undoWriteOff = 14
  case reage = 15
  case reamortise = 16
  case assignmentOut = 17
  case assignmentIn = 18
  case chargeback = 19
  case refund = 20
  case insurancePayout = 21
  case fundSupport = 22
  case depositApplied = 23
  case costRecovered = 24
  case reversal = 25
  case purchase = 26

  /// The word for it in payloads and extracts.
  package var word: String {
    switch self {
    case .disburse: "disburse"
    case .repayment: "repayment"
    case .recovery: "recovery"
    case .waiverInterest: "waiver_interest"
    case .waiverFee: "waiver_fee"
    case .waiverPenalty: "waiver_penalty"
    case .discount: "discount"
    case .accrualInterest: "accrual_interest"
    case .accrualPenalty: "accrual_penalty"
    case .fee: "fee"
    case .chargeOff: "charge_off"
    case .undoChargeOff: "undo_charge_off"
    case .writeOff: "write_off"
    case .undoWriteOff: "undo_write_off"
    case .reage: "reage"
    case .reamortise: "reamortise"
    case .assignmentOut: "assignment_out"
    case .assignmentIn: "assignment_in"
    case .chargeback: "chargeback"
    case .refund: "refund"
    case .insurancePayout: "insurance_payout"
    case .fundSupport: "fund_support"
    case .depositApplied: "deposit_applied"
    case .costRecovered: "cost_recovered"
    case .reversal: "reversal"
    case .purchase: "purchase"
    }
  }
}

/// Types of identifiers. Source: domain model, `pii_identifier`.
package enum IdentifierType: Int16, Sendable, CaseIterable {
  case residentID = 1
  case passport = 2
  case unifiedSocialCreditCode = 3
  case businessLicence = 4
  case platformUserID = 5
  case bankAccountNumber = 6
  case deviceID = 7
  case other = 8
}

/// Types of contact points. Source: domain model, `pii_contact_point`.
package enum ContactPointType: Int16, Sendable, CaseIterable {
  case mobile = 1
  case landline = 2
  case sms = 3
  case email = 4
  case wechat = 5
  case address = 6
  case workAddress = 7
  case appPush = 8
}

/// The tenant's own accounts in postings. They are summed, never locked or versioned.
package enum ChartAccount {
  package static let cash = "cash"
  package static let merchants = "merchants"
  package static let opening = "opening"
}

/// The two sides of a movement.
package enum DoubleEntry {
  /// - Parameter amount: what the account's holder owes more by this; negative for less; not zero.
  package static func postings(
    account: Identifier, amount: Int64, contra: String, currency: String
  ) -> [Posting] {
    [
      Posting(account: .pseudonym(account), amount: amount, currency: currency),
      Posting(account: .chart(contra), amount: -amount, currency: currency),
    ]
  }
}

/// The payload of an entry: one line of JSON in canonical form.
package enum Payload {
  /// Members with an empty value are left out.
  package static func line(_ words: [String: String]) -> [UInt8] {
    let members = words.filter { !$0.value.isEmpty }.mapValues { JSONValue.string($0) }
    guard let bytes = try? JCS.bytes(.object(members)) else {
      preconditionFailure("strings are always canonical")
    }
    return bytes
  }
}

/// Where each personal value is sealed: a ciphertext opens nowhere else.
package enum PersonalPlace {
  package static func name(_ tenant: Identifier, _ subject: Identifier) -> Place {
    Place(tenant: tenant, table: "pii_subject", column: "name", row: subject)
  }
  package static func identifier(_ tenant: Identifier, _ row: Identifier) -> Place {
    Place(tenant: tenant, table: "pii_identifier", column: "ciphertext", row: row)
  }
  package static func contactPoint(_ tenant: Identifier, _ row: Identifier) -> Place {
    Place(tenant: tenant, table: "pii_contact_point", column: "ciphertext", row: row)
  }
  package static func actionSummary(_ tenant: Identifier, _ row: Identifier) -> Place {
    Place(tenant: tenant, table: "case_action", column: "summary", row: row)
  }
  package static func payload(
    _ tenant: Identifier, _ entry: Identifier, of log: Log
  ) -> Place {
    let table: StaticName =
      switch log {
      case .ledger: "ledger_entry"
      case .access: "access_entry"
      }
    return Place(tenant: tenant, table: table, column: "payload_ciphertext", row: entry)
  }
}
