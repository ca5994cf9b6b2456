package import Bytes

/// Periods set by law, 法定期限 (China).
package enum LegalClocks {
  /// When a period ends and when to warn before.
  package struct Window: Sendable, Equatable {
    package let endsOn: Day
    package let warn90On: Day
    package let warn30On: Day

    fileprivate init(endsOn: Day) {
      self.endsOn = endsOn
      warn90On = endsOn.adding(days: -90)
      warn30On = endsOn.adding(days: -30)
    }
  }

  /// The day on which adverse personal credit information is removed: five years from the end of
  /// the conduct. Source: 征信业管理条例, article 16.
  package static func adverseRecordRemovedOn(endedOn: Day) -> Day { endedOn.adding(months: 60) }

  /// The last day of the written answer to an objection: twenty days from receipt.
  /// Source: 征信业管理条例, article 25.
  package static func objectionDueOn(receivedOn: Day) -> Day { receivedOn.adding(days: 20) }

  /// Limitation of action, 诉讼时效: three years from the last interruption.
  /// Source: 民法典, article 188; the restart is not yet verified.
  package static func limitation(lastInterruptionOn: Day) -> Window {
    Window(endsOn: lastInterruptionOn.adding(months: 36))
  }

  /// Application for enforcement, 申请执行: two years from the end of the performance period.
  /// Source: 民事诉讼法, enforcement period.
  package static func enforcement(performancePeriodEndOn: Day) -> Window {
    Window(endsOn: performancePeriodEndOn.adding(months: 24))
  }

  package struct StageDeadlines: Sendable, Equatable {
    package let classifyBy: Day
    /// nil until classified.
    package let collectStartBy: Day?
    /// nil until the first collection action.
    package let legalReadyBy: Day?
    package let assessmentBy: Day
  }

  /// The deadlines of a case's stages: one month to classify, two to start collecting, six to be
  /// ready for legal action, twelve to assess.
  package static func stages(
    firstPastDueOn: Day, classifiedOn: Day?, firstActionOn: Day?, openedOn: Day
  ) -> StageDeadlines {
    StageDeadlines(
      classifyBy: firstPastDueOn.adding(months: 1),
      collectStartBy: classifiedOn?.adding(months: 2),
      legalReadyBy: firstActionOn?.adding(months: 6),
      assessmentBy: openedOn.adding(months: 12))
  }
}

/// The one-off credit repair policy of the People's Bank: small overdues of 2020 to 2025, repaid in
/// time, are not displayed. Automatic and free; nobody applies for it.
package enum OneOffRepair {
  private static let arisenFrom = Day(number: 18_262)  // 2020-01-01
  private static let arisenTo = Day(number: 20_453)  // 2025-12-31
  private static let repaidTo = Day(number: 20_543)  // 2026-03-31
  private static let earlyTo = Day(number: 20_422)  // 2025-11-30
  private static let earlyHiddenOn = Day(number: 20_454)  // 2026-01-01
  /// 10 000 CNY in fen.
  package static let amountMax: Int64 = 1_000_000

  /// The day from which an overdue is not displayed.
  ///
  /// - Returns: nil when the policy does not cover it.
  package static func hiddenBy(arisenOn: Day, amount: Int64, repaidOn: Day?) -> Day? {
    guard let repaidOn, (arisenFrom...arisenTo).contains(arisenOn), amount <= amountMax,
      repaidOn <= repaidTo
    else { return nil }
    return repaidOn <= earlyTo ? earlyHiddenOn : repaidOn.adding(months: 1).endOfMonth
  }
}

/// How long an entry of public credit information is published. Source: 信用修复管理办法, NDRC order
/// 36, in force 2026-04-01.
package enum PublicCreditSeverity: Int16, Sendable, CaseIterable {
  /// 轻微: not published in principle; repair once obligations are met.
  case minor = 1
  /// 一般
  case general
  /// 严重
  case serious

  /// The first day a repair may be applied for, and the day publication ends by itself if the
  /// obligations are met; both from the determining document.
  package func window(determinedOn: Day) -> (earliestRepairOn: Day, autoEndOn: Day) {
    let (low, high) =
      switch self {
      case .minor: (0, 3)
      case .general: (3, 12)
      case .serious: (12, 36)
      }
    return (determinedOn.adding(months: low), determinedOn.adding(months: high))
  }
}
