import Bytes
import Domain

extension Formula {
  static let tiers: [(String, Tier)] = [("A", .a), ("B", .b), ("C", .c), ("D", .d), ("E", .e)]

  private static func scaling(_ i: Inputs) throws(Inputs.Unfit) -> ScoreScaling {
    ScoreScaling(
      pointsToDouble: try i.integer("pdo"), score: try i.integer("score0"),
      odds: try i.integer("odds0"))
  }

  static let scoring: [Formula] = [
    Formula("score_scaling") { (i) throws(Inputs.Unfit) in
      let scaling = try scaling(i)
      return ["factor": .number(scaling.factor), "offset": .number(scaling.offset)]
    },
    Formula("score_from_pd") { (i) throws(Inputs.Unfit) in
      let score = try scaling(i).score(pdPPM: try i.integer("pd_ppm"))
      return ["raw": .number(score), "score": .integer(score.rounded)]
    },
    Formula("woe_table") { (i) throws(Inputs.Unfit) in
      let bins = try i.rows("bins").map { (row) throws(Inputs.Unfit) in
        BinStatistics.Bin(good: try row.integer("good"), bad: try row.integer("bad"))
      }
      guard let table = BinStatistics(bins) else { throw Inputs.Unfit(field: "bins") }
      return [
        "woe": .numbers(table.weights), "iv": .number(table.informationValue),
        "ks": .number(table.ks), "auc": .number(table.auc), "gini": .number(table.gini),
      ]
    },
    Formula("psi") { (i) throws(Inputs.Unfit) in
      let stability = Stability(
        expectedPPM: try i.integers("expected_ppm"), actualPPM: try i.integers("actual_ppm"))
      return [
        "psi": .number(stability.index), "verdict": .number(Int(stability.verdict.rawValue)),
      ]
    },
    Formula("tier") { (i) throws(Inputs.Unfit) in
      let tier = Tier(score: try i.integer("score"))
      return ["tier": tiers.first { $0.1 == tier }.map { .text($0.0) } ?? .null]
    },
    Formula("bin_points") { (i) throws(Inputs.Unfit) in
      let bins = zip(try i.millionthsList("betas"), try i.millionthsList("woes"))
        .map { (betaMillionths: $0.0, woeMillionths: $0.1) }
      let points = try scaling(i).points(alphaMillionths: try i.millionths("alpha"), bins)
      return ["points": .numbers(points), "total": .number(points.reduce(Fixed(0), +))]
    },
    Formula("reason_codes") { (i) throws(Inputs.Unfit) in
      let features = try i.rows("features").map { (row) throws(Inputs.Unfit) in
        ReasonCodes.Feature(
          code: try row.text("code"), points: try row.integer("points"),
          bestPoints: try row.integer("best_points"))
      }
      return ["reasons": .texts(ReasonCodes.reasons(features))]
    },
  ]

  static let fairness: [Formula] = [
    Formula("fairness") { (i) throws(Inputs.Unfit) in
      let groups = try i.rows("groups").map { (row) throws(Inputs.Unfit) in
        Fairness.Group(
          name: try row.text("group"), favourable: try row.integer("favourable"),
          decisions: try row.integer("decisions"))
      }
      let fairness = Fairness(groups)
      return [
        "dir_ppm": .number(fairness.ratioPPM),
        "verdict": .number(Int(fairness.verdict.rawValue)),
        "insufficient": .texts(fairness.insufficient),
      ]
    },
    Formula("dir_interval") { (i) throws(Inputs.Unfit) in
      let interval = Fairness.interval(
        low: Fairness.Group(
          name: "low", favourable: try i.integer("low_favourable"),
          decisions: try i.integer("low_decisions")),
        high: Fairness.Group(
          name: "high", favourable: try i.integer("high_favourable"),
          decisions: try i.integer("high_decisions")))
      guard let interval else { return ["low": .null, "high": .null] }
      return ["low": .number(interval.low), "high": .number(interval.high)]
    },
  ]
}
