package import Bytes

/// Five-tier class of a loan, 五级分类; worse is larger.
package enum LoanClass: Int16, Sendable, CaseIterable, Comparable {
  case normal = 1
  case specialMention
  case substandard
  case doubtful
  case loss

  /// Non-performing, 不良.
  package var isNonPerforming: Bool { self >= .substandard }

  package static func < (left: LoanClass, right: LoanClass) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Which table of day limits binds a tenant's loans.
package enum ClassificationRegime: Int16, Sendable, CaseIterable {
  case bank2023 = 1
  case creditCard
  /// A table of the tenant's own, for lenders which neither regime binds.
  case tenant
}

/// The last days past due of the classes normal, special mention, substandard and doubtful.
package struct ClassificationTable: Sendable, Equatable {
  /// Source: 商业银行金融资产风险分类办法 (2023); its 270 and 360 days are not yet verified.
  package static let bank2023 = ClassificationTable(upperBounds: [0, 90, 270, 360])
  /// Source: 商业银行信用卡业务监督管理办法, article 92.
  package static let creditCard = ClassificationTable(upperBounds: [0, 90, 120, 180])

  /// Four days, strictly rising.
  package let upperBounds: [Int]

  /// - Returns: nil unless there are four bounds which rise strictly from 0 or more.
  package init?(checking upperBounds: [Int]) {
    guard upperBounds.count == LoanClass.allCases.count - 1,
      Buckets(checking: upperBounds) != nil
    else { return nil }
    self.upperBounds = upperBounds
  }

  private init(upperBounds: [Int]) { self.upperBounds = upperBounds }
}

/// Five-tier classification, 五级分类.
package enum Classification {
  /// The class by days past due alone, without grace or pause.
  package static func byDPD(_ dpd: Int, table: ClassificationTable) -> LoanClass {
    LoanClass.allCases[table.upperBounds.count { $0 < dpd }]
  }

  /// The worst of every rule; `manual` can only worsen.
  package static func fiveTier(
    dpd: Int, table: ClassificationTable, impairment: LoanClass?, contagion: Bool,
    restructuredInObservation: Bool, manual: LoanClass?
  ) -> LoanClass {
    let rules: [LoanClass?] = [
      byDPD(dpd, table: table), impairment, contagion ? .substandard : nil,
      restructuredInObservation ? .specialMention : nil, manual,
    ]
    return rules.compactMap(\.self).max() ?? .normal
  }

  /// A debtor's claims at this lender and over all banks, in minor units.
  package struct Exposure: Sendable {
    package var isRetail: Bool
    package var ownTotal: Int64
    package var ownNonPerforming: Int64
    package var allLendersTotal: Int64
    package var allLendersOver90Days: Int64

    package init(
      isRetail: Bool, ownTotal: Int64, ownNonPerforming: Int64, allLendersTotal: Int64,
      allLendersOver90Days: Int64
    ) {
      self.isRetail = isRetail
      self.ownTotal = ownTotal
      self.ownNonPerforming = ownNonPerforming
      self.allLendersTotal = allLendersTotal
      self.allLendersOver90Days = allLendersOver90Days
    }
  }

  /// True when bad debt of a non-retail debtor drags all its claims down: more than 10 % of the
  /// claims here, or more than 20 % of its debts over all banks over 90 days.
  package static func contagion(_ exposure: Exposure) -> Bool {
    guard !exposure.isRetail else { return false }
    let own = Int128(exposure.ownNonPerforming) * 10 > Int128(exposure.ownTotal)
    let all = Int128(exposure.allLendersOver90Days) * 5 > Int128(exposure.allLendersTotal)
    return own || all
  }

  /// The end of the observation of a restructured loan: two repayment periods and at least a year.
  package static func observationUntil(firstRepaymentOn: Day, secondPeriodDueOn: Day) -> Day {
    max(secondPeriodDueOn, firstRepaymentOn.adding(months: 12))
  }
}
