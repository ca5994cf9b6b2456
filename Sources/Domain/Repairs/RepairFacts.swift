import Access
import Bytes
import Contract
import Queries
import SQL
import Vault

/// A repair with what its guards ask, read under the debtor's lock.
struct RepairFacts {
  let row: RepairsQueries.ByIDRow
  let state: RepairMachine.State
  let stages: [RepairsQueries.StagesRow]
  let debtor: LockedDebtor
  let history: [RepairsQueries.HistoryRow]
  let scores: RepairsQueries.ScoresRow
  let standing: RepairStanding

  /// The reads, in the order in which `init` takes their rows.
  static func reads(repair: Identifier, debtor: Identifier) -> [Bound] {
    [
      RepairsQueries.byID(repairID: repair).bound, RepairsQueries.stages(repairID: repair).bound,
      CasesQueries.debtor(subjectID: debtor).bound,
      RepairsQueries.history(subjectID: debtor).bound,
      RepairsQueries.scores(subjectID: debtor).bound,
      RepairsQueries.accounts(subjectID: debtor).bound,
    ] + OpenStanding.reads(debtor: debtor)
  }

  init(_ facts: Facts) throws(Refusal) {
    let rows: [RepairsQueries.ByIDRow] = try facts.rows(0)
    guard let row = rows.first, let state = RepairMachine.State(rawValue: row.state) else {
      throw .notFound
    }
    self.row = row
    self.state = state
    stages = try facts.rows(1)
    debtor = try LockedDebtor(facts, at: 2)
    history = try facts.rows(3)
    let scores: [RepairsQueries.ScoresRow] = try facts.rows(4)
    guard let scores = scores.first else { throw .notFound }
    self.scores = scores
    let accounts: [RepairsQueries.AccountsRow] = try facts.rows(5)
    let open = try OpenStanding(facts, first: 6)
    standing = RepairStanding(
      accounts: accounts.map { account in
        let standing = open.standing(
          of: account.id, openingOverdueOn: account.openingOverdueOn,
          openingOverdueAmount: account.openingOverdueAmount)
        return RepairStanding.Account(
          daysPastDue: standing.daysPastDue, overdue: standing.overdue,
          cleanSince: Self.cleanSince(account))
      })
  }

  /// Bucket 0 holds no days past due; an account that never changed bucket was always in it.
  private static func cleanSince(_ account: RepairsQueries.AccountsRow) -> Day? {
    guard let bucket = account.bucket else { return account.signedOn }
    return bucket == 0 ? account.enteredOn : nil
  }

  /// The agreements since the repair entered its state.
  var agreements: [RepairAgreement] {
    var out: [RepairAgreement] = []
    for stage in stages.reversed() {
      guard let agreement = RepairAgreement(stage.event, by: stage.principalID) else { break }
      out.append(agreement)
    }
    return out
  }

  /// What each person has done in the repair, as far as duties are kept apart.
  var parts: [Segregation.Part] {
    var out: [Segregation.Part] = []
    if let officer = row.officerID { out.append(.init(person: officer, duty: .officerRepair)) }
    if let assessor = row.assessorID { out.append(.init(person: assessor, duty: .assessRepair)) }
    var agreements: [RepairAgreement] = []
    for stage in stages {
      let roles: Set<Role>
      if let agreement = RepairAgreement(stage.event, by: stage.principalID) {
        agreements.append(agreement)
        roles = [agreement.role]
      } else {
        roles = RepairAuthority.roles(
          of: stage.event, by: stage.principalID, agreements: agreements)
        agreements = []
      }
      // Where either might have acted, the row tells: it keeps the first assessor for good.
      if roles.contains(.repairOfficer), stage.principalID != row.assessorID {
        out.append(.init(person: stage.principalID, duty: .officerRepair))
      } else if roles.contains(.thirdPartyAssessor) {
        out.append(.init(person: stage.principalID, duty: .assessRepair))
      }
    }
    return out
  }
}

/// What an event makes of a repair's row.
struct RepairChange {
  let id: Identifier
  let debtor: Identifier
  let openedOn: Day
  var state: RepairMachine.State
  var severity: Int16?
  var cause: [UInt8]?
  var officerID: Identifier?
  var assessorID: Identifier?
  var approverID: Identifier?
  var commitment: [UInt8]?
  var plan: [UInt8]?
  var scoreBefore: Int64?
  var tierBefore: String?
  var scoreAfter: Int64?
  var tierAfter: String?
  var monthsAtDPD0: Int32?
  var closedOn: Day?

  init(_ row: RepairsQueries.ByIDRow, state: RepairMachine.State) {
    id = row.id
    debtor = row.subjectID
    openedOn = row.openedOn
    self.state = state
    severity = row.severity
    cause = row.cause
    officerID = row.officerID
    assessorID = row.assessorID
    approverID = row.approverID
    commitment = row.commitmentSha256
    plan = row.planSha256
    scoreBefore = row.scoreBefore
    tierBefore = row.tierBefore
    scoreAfter = row.scoreAfter
    tierAfter = row.tierAfter
    monthsAtDPD0 = row.monthsAtDpd0
    closedOn = row.closedOn
  }

  var write: Bound {
    RepairsQueries.update(
      id: id, state: state.rawValue, severity: severity, cause: cause, officerID: officerID,
      assessorID: assessorID, approverID: approverID, commitmentSha256: commitment,
      planSha256: plan, scoreBefore: scoreBefore, tierBefore: tierBefore,
      scoreAfter: scoreAfter, tierAfter: tierAfter, monthsAtDpd0: monthsAtDPD0,
      closedOn: closedOn)
  }

  var message: Tally_V1_Repair {
    var out = Tally_V1_Repair()
    out.repairID = id.description
    out.debtorID = debtor.description
    out.state = state.word
    out.stage = UInt32(state.stage ?? 0)
    out.severity = UInt32(severity ?? 0)
    out.openedOn = openedOn.description
    out.scoreBefore = scoreBefore ?? 0
    out.tierBefore = tierBefore ?? ""
    out.scoreAfter = scoreAfter ?? 0
    out.tierAfter = tierAfter ?? ""
    out.monthsAtDpd0 = UInt32(monthsAtDPD0 ?? 0)
    return out
  }
}

extension Tally_V1_RepairStage {
  init(_ row: RepairsQueries.StagesRow) {
    self.init(
      stage: row.stage, state: RepairMachine.State(rawValue: row.state), event: row.event,
      enteredAt: row.enteredAt)
  }

  init(stage: Int16, state: RepairMachine.State?, event: String, enteredAt: Timestamp) {
    self.init()
    self.stage = UInt32(stage)
    self.state = state?.word ?? ""
    // The hash of what was agreed to is the ledger's business.
    self.event = event.split(separator: ":").prefix(3).joined(separator: ":")
    self.enteredAt = enteredAt.description
  }
}

extension PersonalPlace {
  static func repairCause(_ tenant: Identifier, _ row: Identifier) -> Place {
    Place(tenant: tenant, table: "repair_case", column: "cause", row: row)
  }
}
