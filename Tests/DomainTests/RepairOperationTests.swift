import Access
import Bytes
import Contract
import Domain
import Ledger
import SQL
import Testing

/// A repair from draft to completed, decided from rows that are fed back, and what stops it.
struct RepairOperationTests {
  /// What the database would hold between two events.
  struct Stored {
    var values: [Value]
    var stages: [[Value]] = []
    var accounts: [Rows]
    var worst: Int64? = 540
    var last: Int64? = 610
    var identified = true
    var history = Rows()
  }

  private let bench: OperationBench
  private let id = Identifier(high: 3, low: 1)
  private let officer = Identifier(high: 9, low: 17)
  private let assessor = Identifier(high: 9, low: 18)
  private let manager = Identifier(high: 9, low: 8)

  init() throws { bench = try OperationBench() }

  /// The account, what fell due, the money.
  private func account(days: Int = 0, bucket: Int16 = 0, since: String) throws -> [Rows] {
    let id = Value.identifier(Identifier(high: 4, low: 1))
    let due = bench.businessOn.adding(days: -days)
    return [
      Rows([
        id, .null, .int8(0), .day(try #require(Day("2005-01-01"))), .int2(bucket),
        .day(try #require(Day(since))),
      ]),
      days == 0
        ? Rows()
        : Rows([
          id, .int4(1), .day(due), .day(due), .int8(100), .int8(0), .int8(0), .int8(0),
        ]),
      Rows([id, .day(try #require(Day("2005-01-01"))), .int8(500)]),
    ]
  }

  private func draft() throws -> Stored {
    Stored(
      values: [
        .identifier(id), .identifier(bench.debtor), .int2(1), .null, .null, .null, .null, .null,
        .null, .null, .null, .null, .null, .null, .null, .day(bench.businessOn), .null,
      ],
      stages: [
        [
          .int4(1), .int2(0), .int2(1), .text("start"), .timestamp(Timestamp(microseconds: 0)),
          .identifier(bench.debtor),
        ]
      ], accounts: try account(since: "2005-06-30"))
  }

  private static func tier(_ score: Int64) -> Value {
    .text("\(Tier(score: score))".uppercased())
  }

  @discardableResult
  private func advance(
    _ stored: inout Stored, _ event: String, _ roles: Set<Role>, by caller: Identifier? = nil,
    _ change: (inout Tally_V1_AdvanceRepairRequest) -> Void = { _ in }
  ) throws -> Decision<Tally_V1_RepairReply> {
    var request = Tally_V1_AdvanceRepairRequest()
    request.repairID = id.description
    request.event = event
    change(&request)
    let advance = try AdvanceRepair(
      bench.call(request, roles, id: caller), tenant: bench.tenant)
    let stages = stored.stages
    var stageRows = Rows(statement: "given", columnCount: 6)
    for stage in stages {
      stageRows.append { column, buffer in
        buffer.append(contentsOf: stage[column].wire ?? [])
        return true
      }
    }
    let scores: [Value] = [
      stored.worst.map(Value.int8) ?? .null, stored.worst.map(Self.tier) ?? .null,
      stored.last.map(Value.int8) ?? .null, stored.last.map(Self.tier) ?? .null,
      .bool(stored.identified),
    ]
    let decision = try advance.decide(
      bench.facts(
        [
          Rows(stored.values), stageRows,
          Rows([
            .identifier(bench.debtor), .identifier(Identifier(high: 8, low: 8)), .int2(1), .null,
            .bytes(bench.wrappedKey),
          ]),
          stored.history, Rows(scores),
        ] + stored.accounts), at: bench.moment())
    // id, state, severity … months_at_dpd_0, closed_on → the columns of the read.
    let update = decision.writes[0].values
    stored.values =
      [update[0], .identifier(bench.debtor)] + Array(update[1...13])
      + [.day(bench.businessOn), update[14]]
    let stage = decision.writes[1].values
    stored.stages.append([stage[1], stage[2], stage[3], stage[4], stage[5], stage[7]])
    return decision
  }

  private func document(_ byte: UInt8) -> (inout Tally_V1_AdvanceRepairRequest) -> Void {
    { $0.documentSha256.append(contentsOf: [UInt8](repeating: byte, count: 32)) }
  }

  private func toEvaluation(_ stored: inout Stored) throws {
    try advance(&stored, "submit", [.debtor], by: bench.debtor, document(1))
    try advance(&stored, "accept", [.repairOfficer], by: officer)
    try advance(&stored, "assessed", [.repairOfficer], by: officer)
    try advance(&stored, "identified", [.repairOfficer], by: officer) {
      $0.severity = 1
      $0.note = "lost work"
    }
    try advance(&stored, "plan_agreed", [.debtor], by: bench.debtor, document(2))
    try advance(&stored, "plan_agreed", [.repairOfficer], by: officer, document(2))
    try advance(&stored, "executed", [.repairOfficer], by: officer)
  }

  @Test func aRepairGoesThroughItsSixStages() throws {
    var stored = try draft()
    try toEvaluation(&stored)
    let first = try advance(&stored, "approve_local", [.collectionsManager], by: manager)
    #expect(first.replied?.repair.state == "EVALUATION")
    #expect(first.replied?.repair.stages.last?.event == "agree:approve_local:collections_manager")
    let second = try advance(&stored, "approve_local", [.thirdPartyAssessor], by: assessor)
    #expect(second.replied?.repair.state == "RESTORATION")
    #expect(second.entries.map(\.kind) == [.repairStage])
    let last = try advance(&stored, "restored", [.repairOfficer], by: officer)
    let repair = try #require(last.replied?.repair)
    #expect(repair.state == "COMPLETED")
    #expect(last.entries.map(\.kind) == [.repairRestored])
    #expect(repair.scoreBefore == 540)
    #expect(repair.tierBefore == "E")
    #expect(repair.scoreAfter == 610)
    #expect(repair.tierAfter == "C")
    #expect(repair.monthsAtDpd0 == 3)
    #expect(repair.severity == 1)
    #expect(
      repair.stages.map(\.stage) == [0, 0, 1, 2, 3, 3, 4, 5, 5, 6, 0])
    #expect(stored.values[16] == .day(bench.businessOn))
  }

  @Test func bothHaveToAgreeToTheSamePlan() throws {
    var stored = try draft()
    try advance(&stored, "submit", [.debtor], by: bench.debtor, document(1))
    try advance(&stored, "accept", [.repairOfficer], by: officer)
    try advance(&stored, "assessed", [.repairOfficer], by: officer)
    try advance(&stored, "identified", [.repairOfficer], by: officer) {
      $0.severity = 1
      $0.note = "lost work"
    }
    try advance(&stored, "plan_agreed", [.debtor], by: bench.debtor, document(2))
    let other = try advance(&stored, "plan_agreed", [.repairOfficer], by: officer, document(3))
    #expect(other.replied?.repair.state == "PLANNING")
    let same = try advance(&stored, "plan_agreed", [.debtor], by: bench.debtor, document(3))
    #expect(same.replied?.repair.state == "EXECUTION")
  }

  @Test func onePersonWithTwoRolesDoesNotApproveAlone() throws {
    var stored = try draft()
    try toEvaluation(&stored)
    let both: Set<Role> = [.collectionsManager, .thirdPartyAssessor]
    try advance(&stored, "approve_local", both, by: manager)
    let again = try advance(&stored, "approve_local", both, by: manager)
    #expect(again.replied?.repair.state == "EVALUATION")
    #expect(
      refusal { try advance(&stored, "approve_local", [.thirdPartyAssessor], by: officer) }?
        .reason == .segregationOfDuties)
  }

  /// Goal: whoever acted as an officer of a repair assesses none of it, the second officer like
  /// the first, and no assessor of it becomes its officer.
  @Test func everyOfficerAndEveryAssessorIsKeptApart() throws {
    let (second, other) = (Identifier(high: 9, low: 27), Identifier(high: 9, low: 28))
    let both: Set<Role> = [.repairOfficer, .thirdPartyAssessor]
    var stored = try draft()
    try advance(&stored, "submit", [.debtor], by: bench.debtor, document(1))
    try advance(&stored, "accept", [.repairOfficer], by: officer)
    try advance(&stored, "assessed", [.thirdPartyAssessor], by: assessor)
    #expect(
      refusal {
        try advance(&stored, "identified", both, by: assessor) {
          $0.severity = 1
          $0.note = "lost work"
        }
      }?.reason == .segregationOfDuties)
    try advance(&stored, "identified", [.repairOfficer], by: second) {
      $0.severity = 1
      $0.note = "lost work"
    }
    try advance(&stored, "plan_agreed", [.debtor], by: bench.debtor, document(2))
    try advance(&stored, "plan_agreed", [.repairOfficer], by: officer, document(2))
    try advance(&stored, "executed", [.repairOfficer], by: officer)
    for person in [officer, second] {
      #expect(
        refusal { try advance(&stored, "approve_local", [.thirdPartyAssessor], by: person) }?
          .reason == .segregationOfDuties)
    }
    // The first assessor may sign again, and so may another; neither is an officer afterwards.
    let reached = stored
    try advance(&stored, "approve_local", [.thirdPartyAssessor], by: assessor)
    stored = reached
    try advance(&stored, "approve_local", [.thirdPartyAssessor], by: other)
    try advance(&stored, "approve_local", [.collectionsManager], by: manager)
    for person in [assessor, other] {
      #expect(
        refusal { try advance(&stored, "restored", [.repairOfficer], by: person) }?.reason
          == .segregationOfDuties)
    }
    let done = try advance(&stored, "restored", [.repairOfficer], by: second)
    #expect(done.replied?.repair.state == "COMPLETED")
  }

  /// The same where the assessor signs last, and an officer made the assessment.
  @Test func whoCompletesAnEventIsKnownByWhoAgreedBefore() throws {
    let other = Identifier(high: 9, low: 27)
    var stored = try draft()
    try advance(&stored, "submit", [.debtor], by: bench.debtor, document(1))
    try advance(&stored, "accept", [.repairOfficer], by: officer)
    try advance(&stored, "assessed", [.repairOfficer], by: other)
    try advance(&stored, "identified", [.repairOfficer], by: officer) {
      $0.severity = 1
      $0.note = "lost work"
    }
    try advance(&stored, "plan_agreed", [.debtor], by: bench.debtor, document(2))
    try advance(&stored, "plan_agreed", [.repairOfficer], by: officer, document(2))
    try advance(&stored, "executed", [.repairOfficer], by: officer)
    try advance(&stored, "approve_local", [.collectionsManager], by: manager)
    #expect(
      refusal { try advance(&stored, "approve_local", [.thirdPartyAssessor], by: other) }?
        .reason == .segregationOfDuties)
    try advance(&stored, "approve_local", [.thirdPartyAssessor], by: assessor)
    #expect(
      refusal { try advance(&stored, "restored", [.repairOfficer], by: assessor) }?.reason
        == .segregationOfDuties)
    // The manager who approved was no assessor.
    try advance(&stored, "restored", [.repairOfficer], by: manager)
  }

  @Test func submittingIsGuarded() throws {
    func refused(_ change: (inout Stored) -> Void) throws -> Refusal? {
      var stored = try draft()
      change(&stored)
      return refusal {
        try advance(&stored, "submit", [.debtor], by: bench.debtor, document(1))
      }
    }
    #expect(try refused { _ in } == nil)
    #expect(try refused { $0.identified = false }?.reason == .guardNotMet)
    func ended(_ day: String) -> Rows {
      Rows([
        .identifier(Identifier(high: 3, low: 2)),
        .int2(RepairMachine.State.completed.rawValue), .day(Day(day)!),
      ])
    }
    #expect(try refused { $0.history = ended("2004-10-01") }?.reason == .repairCoolDown)
    #expect(try refused { $0.history = ended("2004-09-30") } == nil)
    var stored = try draft()
    #expect(
      refusal { try advance(&stored, "submit", [.debtor], by: bench.debtor) }?.field
        == "document_sha256")
    #expect(
      refusal {
        try advance(&stored, "submit", [.debtor], by: Identifier(high: 7, low: 2), document(1))
      } == .notFound)
    #expect(
      refusal { try advance(&stored, "submit", [.repairOfficer], by: officer, document(1)) }?
        .reason == .roleNotAllowed)
    #expect(
      refusal { try advance(&stored, "executed", [.repairOfficer], by: officer) }?.reason
        == .transitionInvalid)
  }

  @Test func arrearsAndAMissedTestStopTheRepair() throws {
    var stored = try draft()
    stored.accounts = try account(since: "2005-07-01")
    try toEvaluation(&stored)
    #expect(
      refusal { try advance(&stored, "approve_local", [.collectionsManager], by: manager) }?
        .reason == .repairTestNotMet)
    try advance(&stored, "extend", [.repairOfficer], by: officer)
    stored.accounts = try account(days: 5, bucket: 1, since: "2005-09-25")
    #expect(
      refusal { try advance(&stored, "executed", [.repairOfficer], by: officer) }?.reason
        == .repairObligationsOpen)
    stored.accounts = try account(since: "2005-06-30")
    stored.last = 545
    try advance(&stored, "executed", [.repairOfficer], by: officer)
    #expect(
      refusal { try advance(&stored, "approve_local", [.collectionsManager], by: manager) }?
        .message.contains("points gained") == true)
  }

  @Test func severeRepairsNeedTheRegulator() throws {
    var stored = try draft()
    try toEvaluation(&stored)
    stored.values[3] = .int2(2)
    let local = refusal {
      try advance(&stored, "approve_local", [.collectionsManager], by: manager)
    }
    #expect(local?.reason == .guardNotMet)
    #expect(local?.message.contains("submit_up") == true)
  }

  @Test func monthsCountFromTheLastCleanDay() throws {
    func months(_ since: String, _ day: String) throws -> Int {
      let clean = try #require(Day(since))
      let standing = RepairStanding(accounts: [
        .init(daysPastDue: 0, overdue: 0, cleanSince: clean)
      ])
      return standing.monthsAtDPD0(asOf: try #require(Day(day)))
    }
    #expect(try months("2005-06-30", "2005-09-29") == 2)
    #expect(try months("2005-06-30", "2005-09-30") == 3)
    #expect(try months("2004-11-30", "2005-02-28") == 3)
    #expect(try months("2005-09-30", "2005-09-30") == 0)
    #expect(RepairStanding(accounts: []).monthsAtDPD0(asOf: bench.businessOn) == 0)
  }
}
