import Bytes
import Domain

extension Formula {
  static let promises: [Formula] = [
    Formula("promise_kept_ratio") { (i) throws(Inputs.Unfit) in
      _ = try i.integer("pending")
      let figures = PromiseFigures(
        kept: try i.integer("kept"), broken: try i.integer("broken"),
        partial: try i.integer("partial"), amountPromised: try i.integer("amount_promised"),
        amountPaidInTime: try i.integer("amount_paid_in_time"))
      return [
        "count_ppm": .number(figures.countRatioPPM), "amount_ppm": .number(figures.amountRatioPPM),
      ]
    },
    Formula("promise_outcome") { (i) throws(Inputs.Unfit) in
      let terms = PromiseTerms(
        amount: try i.integer("amount"), tolerancePPM: try i.integer("tolerance_ppm"),
        toleranceDays: try i.count("tolerance_days"), dueOn: try i.day("due_on"))
      let receipts = try i.rows("receipts").map { (row) throws(Inputs.Unfit) in
        PromiseTerms.Receipt(
          valueDate: try row.day("value_date"), amount: try row.integer("amount"))
      }
      let outcome = terms.outcome(receipts: receipts, asOf: try i.day("as_of"))
      return [
        "state": .text(outcome.state.word),
        "paid_amount": .integer(outcome.paidAmount),
        "count_class": outcome.countClass.map { .text("\($0)") } ?? .null,
      ]
    },
  ]

  private static let components: [(String, Component)] = [
    ("cost", .cost), ("interest", .interest), ("penalty", .penalty), ("fee", .fee),
    ("principal", .principal),
  ]

  private static func component(
    _ name: String, _ field: String
  ) throws(Inputs.Unfit) -> Component {
    guard let found = components.first(where: { $0.0 == name }) else {
      throw Inputs.Unfit(field: field)
    }
    return found.1
  }

  private static func order(_ i: Inputs) throws(Inputs.Unfit) -> [Component] {
    try i.texts("order").map { (name) throws(Inputs.Unfit) in try component(name, "order") }
  }

  private static func json(_ amounts: ComponentAmounts, _ shown: [Component]) -> JSON {
    .named(components.filter { shown.contains($0.1) }.map { ($0.0, amounts[$0.1]) })
  }

  static let waterfall: [Formula] = [
    Formula("allocate") { (i) throws(Inputs.Unfit) in
      let direction = try i.word(
        "policy",
        [
          ("horizontal", AllocationPolicy.Direction.horizontal),
          ("vertical", AllocationPolicy.Direction.vertical),
        ])
      guard let policy = AllocationPolicy(checking: try order(i), direction: direction) else {
        throw Inputs.Unfit(field: "order")
      }
      let rows = try i.rows("instalments").map { (row) throws(Inputs.Unfit) in
        OwedInstalment(
          number: try row.count("no"), dueOn: try row.day("due_on"),
          owed: ComponentAmounts(
            interest: try row.integer("interest"), penalty: try row.integer("penalty"),
            fee: try row.integer("fee"), principal: try row.integer("principal")))
      }
      let result = Allocation(
        amount: try i.integer("amount"), cost: try i.integer("cost"), instalments: rows,
        policy: policy)
      let lines = result.lines.map { line in
        let parts = components.filter { $0.1 != .cost }.map { ($0.0, line.paid[$0.1]) }
        return JSON.named([("no", Int64(line.number))] + parts)
      }
      return [
        "totals": json(result.totals, Component.allCases), "lines": .list(lines),
        "unapplied": .integer(result.unapplied),
      ]
    },
    Formula("allocate_percent") { (i) throws(Inputs.Unfit) in
      let order = try order(i)
      let (shares, owed) = (try i.named("shares_ppm"), try i.named("outstanding"))
      let parts = try order.map { (part) throws(Inputs.Unfit) in
        guard let name = components.first(where: { $0.1 == part })?.0,
          let share = shares.first(where: { $0.name == name }),
          let outstanding = owed.first(where: { $0.name == name })
        else { throw Inputs.Unfit(field: "order") }
        return ShareAllocation.Part(
          component: part, sharePPM: share.value, outstanding: outstanding.value)
      }
      let result = ShareAllocation(amount: try i.integer("amount"), parts: parts)
      return ["totals": json(result.totals, order), "unapplied": .integer(result.unapplied)]
    },
    Formula("allocate_debts") { (i) throws(Inputs.Unfit) in
      let debts = try i.rows("debts").map { (row) throws(Inputs.Unfit) in
        CompetingDebt(
          id: try row.text("id"), dueOn: try row.day("due_on"),
          securedPPM: try row.integer("secured_ppm"), burdenPPM: try row.integer("burden_ppm"),
          balance: try row.integer("balance"))
      }
      let result = DebtDistribution(
        amount: try i.integer("amount"), debts: debts, designated: try i.texts("designated"),
        asOf: try i.day("as_of"))
      return [
        "paid": .named(Array(zip(debts.map(\.id), result.paid))),
        "unapplied": .integer(result.unapplied),
      ]
    },
    Formula("sale_proceeds") { (i) throws(Inputs.Unfit) in
      let sale = SaleProceeds(
        proceeds: try i.integer("proceeds"), saleCost: try i.integer("sale_cost"),
        priorClaims: try i.integers("prior_claims"), securedClaim: try i.integer("secured_claim"),
        lowerClaims: try i.integers("lower_claims"))
      return [
        "sale_cost": .integer(sale.saleCost), "prior": .numbers(sale.prior),
        "secured": .integer(sale.secured), "lower": .numbers(sale.lower),
        "owner": .integer(sale.owner), "secured_shortfall": .integer(sale.securedShortfall),
      ]
    },
    Formula("replay") { (i) throws(Inputs.Unfit) in try replay(i) },
  ]

  private static func replay(_ i: Inputs) throws(Inputs.Unfit) -> JSON {
    let instalments = try i.rows("instalments").map { (row) throws(Inputs.Unfit) in
      Replay<String>.Instalment(
        number: try row.count("no"), dueOn: try row.day("due_on"),
        amount: try row.integer("amount"))
    }
    let receipts = try i.rows("receipts").map { (row) throws(Inputs.Unfit) in
      Replay<String>.Receipt(
        id: try row.text("id"), valueDate: try row.day("value_date"),
        amount: try row.integer("amount"))
    }
    let replay = Replay(receipts, to: instalments)
    let postings = replay.postings.map { posting -> JSON in
      [
        "receipt": .text(posting.receipt),
        "lines": .list(posting.lines.map { .numbers([Int64($0.number), $0.amount]) }),
        "unapplied": .integer(posting.unapplied),
      ]
    }
    let standings = replay.standings.map { standing -> JSON in
      [
        "no": .number(standing.number), "outstanding": .integer(standing.outstanding),
        "obligations_met_on": .day(standing.metOn),
      ]
    }
    return ["postings": .list(postings), "instalments": .list(standings)]
  }

  static let priority: [Formula] = [
    Formula("expected_recovery_secured") { (i) throws(Inputs.Unfit) in
      let assets = try i.rows("assets").map { (row) throws(Inputs.Unfit) in
        ExpectedRecovery.Asset(
          value: try row.integer("value"), haircutPPM: try row.integer("haircut_ppm"),
          sharePPM: try row.integer("share_ppm"), priorClaims: try row.integer("prior_claims"),
          saleCost: try row.integer("sale_cost"), realisePPM: try row.integer("p_realise_ppm"),
          months: try row.count("months"))
      }
      let recovery = ExpectedRecovery.secured(assets, discountPPM: try i.integer("discount_ppm"))
      return ["er_secured": .integer(recovery)]
    },
    Formula("expected_recovery_unsecured") { (i) throws(Inputs.Unfit) in
      let recovery = ExpectedRecovery.unsecured(
        balance: try i.integer("balance"), payPPM: try i.integer("p_pay_ppm"),
        sharePPM: try i.integer("share_ppm"), discountPPM: try i.integer("discount_ppm"),
        months: try i.count("months"))
      return ["er_unsecured": .integer(recovery)]
    },
    Formula("expected_value") { (i) throws(Inputs.Unfit) in
      let result = ExpectedRecovery.value(
        claim: try i.integer("claim"), secured: try i.integer("er_secured"),
        unsecured: try i.integer("er_unsecured"), expectedCost: try i.integer("expected_cost"))
      return ["er": .integer(result.recovery), "ev": .integer(result.value)]
    },
    Formula("case_level") { (i) throws(Inputs.Unfit) in
      let level = CaseLevel(
        CaseLevel.Facts(
          dpd: try i.count("dpd"), amount: try i.integer("amount"),
          isFraudOrEvasion: [4, 5].contains(try i.integer("npl_type")),
          isFullyGuaranteed: try i.integer("guarantee_status") == 3),
        amountOne: try i.integer("a1"), amountTwo: try i.integer("a2"))
      return ["level": .number(Int(level.rawValue)), "review": .bool(try i.bool("vulnerable"))]
    },
    Formula("norm") { (i) throws(Inputs.Unfit) in
      let norm = PriorityWeights.norm(
        try i.integer("value"), reference: try i.integer("reference"))
      return ["norm_ppm": .integer(norm)]
    },
    Formula("urgency") { (i) throws(Inputs.Unfit) in
      let urgency = PriorityWeights.urgency(
        limitationDays: try i.optionalCount("limitation_days"),
        seizureDays: try i.optionalCount("seizure_days"),
        horizonDays: try i.count("horizon_days"),
        dissipationAlert: try i.bool("dissipation_alert"))
      return ["urgency_ppm": .integer(urgency)]
    },
    Formula("priority") { (i) throws(Inputs.Unfit) in
      let priority = PriorityWeights.standard.priority(
        valuePPM: try i.integer("ev_ppm"), urgencyPPM: try i.integer("urgency_ppm"),
        amountPPM: try i.integer("amount_ppm"), dpdPPM: try i.integer("dpd_ppm"))
      return ["priority": .integer(priority)]
    },
    Formula("case_order") { (i) throws(Inputs.Unfit) in
      let places = try i.rows("cases").map { (row) throws(Inputs.Unfit) in
        CasePlace(
          priority: try row.integer("priority"), amount: try row.integer("amount"),
          dpd: try row.count("dpd"), caseNumber: try row.text("no"))
      }
      return ["order": .texts(places.sorted().map(\.caseNumber))]
    },
  ]
}
