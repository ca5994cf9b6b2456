import Bytes
import Domain

extension Formula {
  static let portfolio: [Formula] = [
    Formula("portfolio_ratios") { (i) throws(Inputs.Unfit) in
      let accounts = try i.rows("accounts").map { (row) throws(Inputs.Unfit) in
        Portfolio.Account(
          balance: try row.integer("balance"), principal: try row.integer("principal"),
          overdueAmount: try row.integer("overdue_amount"), dpd: try row.count("dpd"),
          loanClass: try row.code("class", as: LoanClass.self))
      }
      let ratios = Portfolio.ratios(accounts, parDays: try i.counts("par_days"))
      return [
        "overdue_rate_ppm": .number(ratios.overduePPM),
        "arrears_rate_ppm": .number(ratios.arrearsPPM), "par_ppm": .numbers(ratios.parPPM),
        "npl_rate_ppm": .number(ratios.nonPerformingPPM),
      ]
    },
    Formula("bad_debt_rate") { (i) throws(Inputs.Unfit) in
      let rate = Portfolio.badDebtPPM(
        lossClassBalance: try i.integer("loss_class_balance"),
        netWriteOff: try i.integer("net_write_off"), monthEndBalances: try i.integers("balances"))
      return ["bad_debt_rate_ppm": .number(rate)]
    },
    Formula("npl_incidence") { (i) throws(Inputs.Unfit) in
      let rate = Portfolio.incidencePPM(
        newNonPerforming: try i.integer("new_npl"),
        performingAtStart: try i.integer("performing_at_start"))
      return ["npl_incidence_ppm": .number(rate)]
    },
    Formula("roll_rate") { (i) throws(Inputs.Unfit) in
      let rate = Migration.rollPPM(
        opening: try i.integer("opening"), rolled: try i.integer("rolled"))
      return ["roll_rate_ppm": .number(rate)]
    },
    Formula("roll_row") { (i) throws(Inputs.Unfit) in
      let parts = try i.integers("outcomes")
      guard parts.count == 5, parts.reduce(0, +) == (try i.integer("opening")) else {
        throw Inputs.Unfit(field: "outcomes")
      }
      let row = Migration.Row(
        improved: parts[0], stayed: parts[1], rolled: parts[2], paidOff: parts[3],
        writtenOff: parts[4])
      guard let ppm = row.ppm else { return ["row_ppm": .null] }
      return [
        "row_ppm": .numbers([ppm.improved, ppm.stayed, ppm.rolled, ppm.paidOff, ppm.writtenOff])
      ]
    },
    Formula("roll_chain") { (i) throws(Inputs.Unfit) in
      let steps = try i.list("steps").map { (step) throws(Inputs.Unfit) in
        guard case .list(let pair) = step, pair.count == 2 else {
          throw Inputs.Unfit(field: "steps")
        }
        return (
          opening: try Inputs.integer(pair[0], "steps"),
          rolled: try Inputs.integer(pair[1], "steps")
        )
      }
      return ["chain_ppm": .number(Migration.chainPPM(steps))]
    },
    Formula("vintage") { (i) throws(Inputs.Unfit) in
      guard let cohort = Day(try i.text("cohort_month") + "-01") else {
        throw Inputs.Unfit(field: "cohort_month")
      }
      let reached = try i.rows("events").map { (row) throws(Inputs.Unfit) in
        Migration.Reached90(
          amount: try row.integer("amount"), on: try row.day("reached_90_on"))
      }
      let curve = Migration.ever90PPM(
        cohort: cohort, disbursed: try i.integer("disbursed"), reached: reached,
        monthsOnBookMax: try i.count("max_mob"))
      return ["ever_90_ppm": .numbers(curve)]
    },
    Formula("cure_rate") { (i) throws(Inputs.Unfit) in
      let rates = Migration.curePPM(
        nonPerformingAtStart: try i.integer("npl_at_start"), cured: try i.integer("cured"),
        redefaulted: try i.integer("redefaulted_12m"))
      return [
        "cure_rate_ppm": .number(rates.cure), "redefault_rate_ppm": .number(rates.redefault),
      ]
    },
  ]

  static let recovery: [Formula] = [
    Formula("recovery_kpis") { (i) throws(Inputs.Unfit) in
      let figures = RecoveryFigures(
        nonPerformingAtEntry: try i.integer("npl_balance_at_entry"),
        cashRecovered: try i.integer("cash_recovered"), cost: try i.integer("cost"))
      return [
        "recovery_rate_ppm": .number(figures?.recoveryPPM),
        "cost_ratio_ppm": .number(figures?.costPPM), "net_ppm": .number(figures?.netPPM),
        "recovery_target_met": figures.map { .bool($0.isTargetMet) } ?? .null,
        "cost_state": .number(figures.map { Int64($0.costState.rawValue) }),
      ]
    },
    Formula("liquidation_rate") { (i) throws(Inputs.Unfit) in
      let rate = RecoveryFigures.liquidationPPM(
        collected: try i.integer("collected"), placed: try i.integer("placed"))
      return ["liquidation_rate_ppm": .number(rate)]
    },
    Formula("contact_kpis") { (i) throws(Inputs.Unfit) in
      let figures = ContactFigures(
        attempts: try i.integer("attempts"), rightParty: try i.integer("right_party"),
        promises: try i.integer("promises"), complaints: try i.integer("complaints"),
        checks: try i.integer("checks"), denied: try i.integer("denied"))
      return [
        "right_party_rate_ppm": .number(figures.rightPartyPPM),
        "promise_rate_ppm": .number(figures.promisePPM),
        "complaint_rate_ppm": .number(figures.complaintPPM),
        "denied_check_rate_ppm": .number(figures.deniedCheckPPM),
      ]
    },
    Formula("cost_benefit") { (i) throws(Inputs.Unfit) in
      let result = CostBenefit(
        volume: try i.integer("volume"), badDebtRatePPM: try i.integer("bad_debt_rate_ppm"),
        relativeReductionPPM: try i.integer("relative_reduction_ppm"),
        oneOff: try i.integer("one_off"), running: try i.integer("running"))
      return [
        "bad_debt": .integer(result.badDebt), "benefit": .integer(result.benefit),
        "net_year_1": .integer(result.netYearOne),
        "break_even_reduction_ppm": .number(result.breakEvenReductionPPM),
        "pay_back_months": .number(result.payBackMonths),
      ]
    },
  ]

  static let repairs: [Formula] = [
    Formula("repair_success") { (i) throws(Inputs.Unfit) in
      let result = RepairResult(
        obligationsPerformed: try i.bool("obligations_performed"),
        monthsAtDPD0: try i.count("months_at_dpd_0"),
        tierBefore: try i.word("tier_before", tiers), tierAfter: try i.word("tier_after", tiers),
        scoreBefore: try i.integer("score_before"), scoreAfter: try i.integer("score_after"))
      return ["success": .bool(result.isSuccess)]
    },
    Formula("repair_rates") { (i) throws(Inputs.Unfit) in
      let figures = RepairFigures(
        decided: try i.integer("decided"), successful: try i.integer("successful"),
        instalmentsDue: try i.integer("instalments_due"),
        instalmentsInTime: try i.integer("instalments_in_time"),
        principalInPlans: try i.integer("principal_in_plans"),
        principalWrittenOff: try i.integer("principal_written_off"),
        completed: try i.integer("completed"), relapsed: try i.integer("relapsed_12m"))
      return [
        "success_rate_ppm": .number(figures.successPPM),
        "repayment_rate_ppm": .number(figures.repaymentPPM),
        "overdue_rate_ppm": .number(figures.overduePPM),
        "bad_debt_rate_ppm": .number(figures.badDebtPPM),
        "relapse_12m_ppm": .number(figures.relapsePPM),
      ]
    },
  ]
}
