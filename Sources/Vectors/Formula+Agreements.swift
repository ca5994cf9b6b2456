import Bytes
import Domain

extension Formula {
  static let calendar: [Formula] = [
    Formula("add_months") { (i) throws(Inputs.Unfit) in
      ["result_on": .day(try i.day("start_on").adding(months: try i.count("months")))]
    },
    Formula("working_day_add") { (i) throws(Inputs.Unfit) in
      let calendar = WorkingCalendar(
        holidays: Set(try i.days("holidays")), makeUpDays: Set(try i.days("make_up_days")))
      let day = calendar.adding(
        workingDays: try i.count("working_days"), to: try i.day("start_on"))
      return ["result_on": .day(day)]
    },
    Formula("split_largest_remainder") { (i) throws(Inputs.Unfit) in
      [
        "parts": .numbers(
          Split.largestRemainder(try i.integer("amount"), weights: try i.integers("weights")))
      ]
    },
  ]

  static let delinquency: [Formula] = [
    Formula("days_past_due") { (i) throws(Inputs.Unfit) in
      let rows = try i.rows("instalments").map { (row) throws(Inputs.Unfit) in
        UnmetInstalment(
          dueOn: try row.day("due_on"), outstanding: try row.integer("outstanding"),
          chargebackOn: try row.optionalDay("chargeback_on"))
      }
      let result = Delinquency.daysPastDue(
        rows, businessDate: try i.day("business_date"), tolerance: try i.integer("tolerance"))
      return ["dpd": .number(result.dpd), "first_unmet_on": .day(result.firstUnmetOn)]
    },
    Formula("delinquent_days") { (i) throws(Inputs.Unfit) in
      let result = Delinquency.delinquentDays(
        firstUnmetOn: try i.optionalDay("first_unmet_on"),
        businessDate: try i.day("business_date"), graceDays: try i.count("grace_days"),
        pauses: try i.pauses("pauses"))
      return [
        "dpd": .number(result.dpd), "paused_days": .number(result.pausedDays),
        "delinquent_days": .number(result.delinquentDays),
      ]
    },
    Formula("pause_accepted") { (i) throws(Inputs.Unfit) in
      let refusal = try i.pause("new").refusal(beside: try i.pauses("existing"))
      return [
        "accepted": .bool(refusal == nil),
        "refusal": refusal.map { .text($0.rawValue) } ?? .null,
      ]
    },
    Formula("debtor_dpd") { (i) throws(Inputs.Unfit) in
      ["dpd": .number(Delinquency.debtorDPD(try i.counts("account_dpds")))]
    },
    Formula("bucket") { (i) throws(Inputs.Unfit) in
      guard let buckets = Buckets(checking: try i.counts("upper_bounds")) else {
        throw Inputs.Unfit(field: "upper_bounds")
      }
      return ["index": .number(buckets.index(ofDays: try i.count("days")))]
    },
  ]

  private static let tables: [(String, ClassificationTable)] = [
    ("bank_2023", .bank2023), ("credit_card", .creditCard),
  ]

  static let classification: [Formula] = [
    Formula("five_tier_by_dpd") { (i) throws(Inputs.Unfit) in
      let tier = Classification.byDPD(
        try i.count("dpd"), table: try i.word("regime", tables))
      return ["class": .number(Int(tier.rawValue))]
    },
    Formula("five_tier") { (i) throws(Inputs.Unfit) in
      let tier = Classification.fiveTier(
        dpd: try i.count("dpd"), table: try i.word("regime", tables),
        impairment: try i.optionalCode("impairment_class", as: LoanClass.self),
        contagion: try i.bool("contagion"),
        restructuredInObservation: try i.bool("restructured_in_observation"),
        manual: try i.optionalCode("manual_class", as: LoanClass.self))
      return ["class": .number(Int(tier.rawValue)), "npl": .bool(tier.isNonPerforming)]
    },
    Formula("contagion") { (i) throws(Inputs.Unfit) in
      let exposure = Classification.Exposure(
        isRetail: try i.bool("retail"), ownTotal: try i.integer("own_total"),
        ownNonPerforming: try i.integer("own_npl"),
        allLendersTotal: try i.integer("all_lenders_total"),
        allLendersOver90Days: try i.integer("all_lenders_over_90"))
      return ["contagion": .bool(Classification.contagion(exposure))]
    },
    Formula("restructure_observation") { (i) throws(Inputs.Unfit) in
      let until = Classification.observationUntil(
        firstRepaymentOn: try i.day("first_repayment_on"),
        secondPeriodDueOn: try i.day("second_period_due_on"))
      return ["observation_until": .day(until)]
    },
    Formula("debtor_risk_class") { (i) throws(Inputs.Unfit) in
      _ = try i.bool("asset_gain")
      let rule = RiskClass.rule(
        for: RiskClass.Facts(
          adverseAssetChange: try i.bool("adverse_asset_change"),
          overdueRecord: try i.bool("overdue_record"),
          informationIncomplete: try i.bool("information_incomplete"),
          scoreFell: try i.bool("score_fell"), financesStable: try i.bool("finances_stable"),
          recordGood: try i.bool("record_good")))
      return ["risk_class": .number(Int(rule.riskClass.rawValue)), "rule": .text(rule.rawValue)]
    },
  ]

  static let interest: [Formula] = [
    Formula("interest") { (i) throws(Inputs.Unfit) in
      let interest = Interest.amount(
        principal: try i.integer("principal"), ratePPM: try i.integer("rate_ppm"),
        days: try i.count("days"), basis: try i.count("basis"))
      return ["interest": .integer(interest)]
    },
    Formula("period_interest") { (i) throws(Inputs.Unfit) in
      let dayCount = try i.word(
        "day_count",
        [
          ("act/365", DayCount.actual365), ("act/360", DayCount.actual360),
          ("30/360", DayCount.thirty360),
        ])
      let result = Interest.ofPeriod(
        principal: try i.integer("principal"), ratePPM: try i.integer("rate_ppm"),
        from: try i.day("from_on"), to: try i.day("to_on"), dayCount: dayCount)
      return ["days": .number(result.days), "interest": .integer(result.interest)]
    },
    Formula("accrual_postings") { (i) throws(Inputs.Unfit) in
      let postings = Interest.accruals(
        principal: try i.integer("principal"), ratePPM: try i.integer("rate_ppm"),
        basis: try i.count("basis"), days: try i.count("days"))
      return ["postings": .numbers(postings), "total": .integer(postings.reduce(0, +))]
    },
    Formula("penalty") { (i) throws(Inputs.Unfit) in
      let ranges = try i.rows("ranges").map { (row) throws(Inputs.Unfit) in
        Penalty.Range(
          fromDay: try row.count("from_day"), toDay: try row.optionalCount("to_day"),
          ratePPM: try row.integer("rate_ppm"))
      }
      let base = try i.word(
        "kind",
        [
          ("flat", Penalty.Base.flat), ("disbursed_amount", Penalty.Base.disbursedAmount),
          ("outstanding_principal", Penalty.Base.outstandingPrincipal),
          ("late_principal", Penalty.Base.latePrincipal),
          ("late_interest", Penalty.Base.lateInterest),
        ])
      let penalty = Penalty(
        base: base, graceDays: try i.count("grace_days"), ranges: ranges,
        flatAmount: try i.integer("flat_amount"), basis: try i.count("basis"))
      return [
        "penalty": .integer(
          penalty.amount(onBase: try i.integer("base_amount"), dpd: try i.count("dpd")))
      ]
    },
    Formula("charge_cap") { (i) throws(Inputs.Unfit) in
      let cap = ChargeCap(
        principal: try i.integer("principal"), lprPPM: try i.integer("lpr_ppm"),
        days: try i.count("days"))
      let accepts = cap.accepts(
        proposed: try i.integer("proposed"), alreadyCharged: try i.integer("already_charged"))
      return [
        "cap_rate_ppm": .integer(cap.ratePPM), "cap_amount": .integer(cap.amount),
        "accepted": .bool(accepts),
      ]
    },
    Formula("judgment_delay_interest") { (i) throws(Inputs.Unfit) in
      [
        "amount": .integer(
          Interest.judgmentDelay(unpaid: try i.integer("unpaid"), days: try i.count("days")))
      ]
    },
  ]

  static let creditLoss: [Formula] = [
    Formula("ecl") { (i) throws(Inputs.Unfit) in
      let years = try i.rows("periods").map { (row) throws(Inputs.Unfit) in
        ExpectedCreditLoss.Year(
          pdPPM: try row.integer("pd_ppm"), lgdPPM: try row.integer("lgd_ppm"),
          exposure: try row.integer("ead"))
      }
      let loss = ExpectedCreditLoss.loss(years, effectiveRatePPM: try i.integer("eir_ppm"))
      return ["ecl": .integer(loss.total), "parts": .numbers(loss.parts)]
    },
    Formula("ifrs9_stage") { (i) throws(Inputs.Unfit) in
      let stage = ExpectedCreditLoss.stage(
        dpd: try i.count("dpd"), loanClass: try i.code("loan_class", as: LoanClass.self),
        isForborne: try i.bool("forborne"))
      return ["stage": .number(Int(stage.rawValue))]
    },
  ]
}
