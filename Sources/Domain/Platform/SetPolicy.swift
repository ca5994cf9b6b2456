package import Access
import Bytes
package import Contract
import Queries
package import SQL
import SwiftProtobuf

/// Adds a version of the tenant's policy.
package struct SetPolicy: RequestedOperation {
  private let fromVersion: Int64
  private let validFromOn: Day
  private let policy: Tally_V1_TenantPolicy
  private let principal: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`, `dateInvalid`.
  package init(
    _ call: Authorised<Tally_V1_SetPolicyRequest>, tenant: TenantContext
  ) throws(Refusal) {
    let request = call.request
    guard request.hasPolicy else { throw .missing("policy") }
    try PolicyRange.check(request.policy)
    policy = request.policy
    fromVersion = Int64(request.fromVersion)
    validFromOn = try Field.day(request.validFromOn, "valid_from_on")
    principal = call.principal.id
  }

  // The policy of a batch is read under the day's lock.
  package func footprint(_ located: [Rows]) throws(Refusal) -> Footprint {
    Footprint(day: .exclusive)
  }

  package func reads(_ located: [Rows]) throws(Refusal) -> [Bound] {
    [PoliciesQueries.latest().bound]
  }

  package func decide(
    _ facts: Facts, at moment: Moment
  ) throws(Refusal) -> Decision<Tally_V1_SetPolicyReply> {
    try DayRule.requireOpen(facts.day)
    let rows: [PoliciesQueries.LatestRow] = try facts.rows(0)
    let latest = rows.first
    guard Int64(latest?.version ?? 0) == fromVersion else {
      throw Refusal(
        .aborted, .versionConflict,
        "the newest version is \(latest?.version ?? 0); read it and make the change from it",
        field: "from_version")
    }
    let earliest = max(facts.day.businessOn, latest?.validFromOn ?? facts.day.businessOn)
    guard validFromOn >= earliest else {
      throw Refusal(
        .invalidArgument, .dateInvalid,
        earliest == facts.day.businessOn
          ? "valid_from_on must not lie before the business date \(earliest)"
          : "valid_from_on must not lie before \(earliest), when the newest version begins",
        field: "valid_from_on")
    }
    let (version, overflow) = (latest?.version ?? 0).addingReportingOverflow(1)
    guard !overflow else { throw .internalError }
    let body: [UInt8]
    do { body = try policy.serializedBytes() } catch { throw .internalError }
    return Decision(
      writes: [
        PoliciesQueries.insert(
          version: version, validFromOn: validFromOn, body: body, createdAt: moment.recordedAt,
          createdBy: principal)
      ],
      answer: .reply { _ in
        var reply = Tally_V1_SetPolicyReply()
        reply.version = UInt32(clamping: version)
        return reply
      })
  }

  package func refusal(forConstraint constraint: String) -> Refusal? {
    guard constraint == "policy_pk" else { return nil }
    return Refusal(
      .aborted, .versionConflict, "another version was added meanwhile", field: "from_version")
  }
}

/// The ranges of policy values; 0 and empty lists mean the shipped default.
package enum PolicyRange {
  /// Buckets a tenant may keep; more than any known schedule has.
  package static let boundsMax = 16

  /// - Throws: `fieldInvalid` for the first value out of range.
  package static func check(_ policy: Tally_V1_TenantPolicy) throws(Refusal) {
    try checkBuckets(policy)
    let amounts = [
      ("tolerance_amount", policy.toleranceAmount), ("level_amount_1", policy.levelAmount1),
      ("level_amount_2", policy.levelAmount2),
      ("priority_value_reference", policy.priorityValueReference),
      ("priority_amount_reference", policy.priorityAmountReference),
      ("case_cost_amount", policy.caseCostAmount),
    ]
    for (name, value) in amounts {
      try require(Limits.admits(amount: value), name, "is no amount of 0 or more")
    }
    let shares = [
      ("recovery_share_ppm", policy.recoverySharePpm), ("discount_ppm", policy.discountPpm),
      ("promise_tolerance_ppm", policy.promiseTolerancePpm),
    ]
    for (name, value) in shares {
      try require((0...1_000_000).contains(value), name, "is no share of 0 to 1000000 ppm")
    }
    // A limit may be passed, so that stable finances may be set above it.
    try require(
      (0...2_000_000).contains(policy.stableUtilisationPpm), "stable_utilisation_ppm",
      "must be 0 to 2000000")
    try checkCounts(policy)
    let filled = TenantPolicy(version: 0, stored: policy).values
    try require(
      filled.levelAmount2 <= filled.levelAmount1, "level_amount_2",
      "must not be above level_amount_1")
  }

  private static func checkBuckets(_ policy: Tally_V1_TenantPolicy) throws(Refusal) {
    let bounds = policy.bucketBounds
    try require(bounds.count <= boundsMax, "bucket_bounds", "are more than \(boundsMax)")
    if let first = bounds.first {
      try require(first == 0, "bucket_bounds", "must begin with 0: bucket 0 is current")
      try require(
        Buckets(checking: bounds.map(Int.init)) != nil, "bucket_bounds", "must rise strictly")
      try require(
        bounds.allSatisfy { Int($0) <= Limits.dayCountMax }, "bucket_bounds",
        "hold more than \(Limits.dayCountMax) days")
    }
    let filled = TenantPolicy(version: 0, stored: policy).values
    if !policy.pPayPpm.isEmpty || !bounds.isEmpty {
      try require(
        filled.pPayPpm.count == filled.bucketBounds.count + 1, "p_pay_ppm",
        "must have one value for each bucket")
    }
    try require(
      policy.pPayPpm.allSatisfy { (0...1_000_000).contains($0) }, "p_pay_ppm",
      "holds a value outside 0 to 1000000")
  }

  private static func checkCounts(_ policy: Tally_V1_TenantPolicy) throws(Refusal) {
    let counts: [(String, Int64, Int64)] = [
      ("priority_dpd_reference", Int64(policy.priorityDpdReference), 36_600),
      ("urgency_horizon_days", Int64(policy.urgencyHorizonDays), 3_660),
      ("recovery_months", Int64(policy.recoveryMonths), 1_200),
      ("case_from_dpd", Int64(policy.caseFromDpd), 3_660),
      ("collector_capacity", Int64(policy.collectorCapacity), 10_000),
      ("promise_tolerance_days", Int64(policy.promiseToleranceDays), 31),
      ("promise_broken_max", Int64(policy.promiseBrokenMax), 100),
      ("promise_term_days_max", Int64(policy.promiseTermDaysMax), 366),
      ("asset_fresh_days", Int64(policy.assetFreshDays), 3_660),
      ("score_fall_points", Int64(policy.scoreFallPoints), 550),
      ("repair_cool_down_months", Int64(policy.repairCoolDownMonths), 120),
      ("repair_clean_months", Int64(policy.repairCleanMonths), 60),
      ("repair_score_gain", Int64(policy.repairScoreGain), 550),
    ]
    for (name, value, bound) in counts {
      try require((0...bound).contains(value), name, "must be 0 to \(bound)")
    }
  }

  private static func require(_ holds: Bool, _ name: String, _ why: String) throws(Refusal) {
    guard holds else { throw .invalid("policy.\(name)", why) }
  }
}
