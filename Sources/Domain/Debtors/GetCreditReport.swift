package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// The credit report of one debtor: accounts, buckets and classes over time, scores, cases and
/// repairs. Masked.
package struct GetCreditReport: RequestedInquiry {
  private let debtor: Identifier

  /// - Throws: `fieldMissing`, `fieldInvalid`; `notFound` for a subject who asks for another.
  package init(
    _ call: Authorised<Tally_V1_CreditReportRequest>, tenant: TenantContext
  ) throws(Refusal) {
    debtor = try call.debtor(named: call.request.debtorID)
  }

  package var reads: [Bound] {
    [
      DebtorsQueries.get(subjectID: debtor).bound,
      DebtorsQueries.identifiers(subjectID: debtor).bound,
      DebtorsQueries.accounts(subjectID: debtor).bound,
      DebtorsQueries.bucketPeriods(subjectID: debtor).bound,
      DebtorsQueries.classPeriods(subjectID: debtor).bound,
      DebtorsQueries.scores(subjectID: debtor).bound,
      DebtorsQueries.cases(subjectID: debtor).bound,
      DebtorsQueries.repairs(subjectID: debtor).bound,
      DaysQueries.get().bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_CreditReportReply {
    let rows: [DebtorsQueries.GetRow] = try answers[0].rows()
    guard let row = rows.first else { throw .notFound }
    let accounts: [DebtorsQueries.AccountsRow] = try answers[2].rows()
    let days: [DaysQueries.GetRow] = try answers[8].rows()
    let view = try DebtorView(tenant: tenant, subject: row.id, wrappedKey: row.wrappedKey)
    var reply = Tally_V1_CreditReportReply()
    reply.debtor = try Tally_V1_DebtorSummary(row, view: view, identifiers: try answers[1].rows())
    reply.accounts = accounts.map { Tally_V1_Account($0) }
    reply.buckets = try buckets(answers[3])
    reply.classes = try classes(answers[4])
    reply.scores = try scores(answers[5])
    reply.cases = try cases(answers[6])
    reply.repairs = try repairs(answers[7])
    reply.asOfOn = days.first?.lastClosedOn?.description ?? ""
    return reply
  }

  private func buckets(_ rows: Rows) throws(Refusal) -> [Tally_V1_BucketPeriod] {
    let rows: [DebtorsQueries.BucketPeriodsRow] = try rows.rows()
    return rows.map { row in
      var period = Tally_V1_BucketPeriod()
      period.accountID = row.accountID.description
      period.bucket = UInt32(clamping: row.bucket)
      period.enteredOn = row.enteredOn.description
      period.leftOn = row.leftOn?.description ?? ""
      return period
    }
  }

  private func classes(_ rows: Rows) throws(Refusal) -> [Tally_V1_ClassPeriod] {
    let rows: [DebtorsQueries.ClassPeriodsRow] = try rows.rows()
    return rows.map { row in
      var period = Tally_V1_ClassPeriod()
      period.accountID = row.accountID.description
      period.loanClass = UInt32(clamping: row.`class`)
      period.fromOn = row.fromOn.description
      period.toOn = row.toOn?.description ?? ""
      return period
    }
  }

  private func scores(_ rows: Rows) throws(Refusal) -> [Tally_V1_ScoreIssued] {
    let rows: [DebtorsQueries.ScoresRow] = try rows.rows()
    return rows.map { row in
      var score = Tally_V1_ScoreIssued()
      score.value = row.value
      score.tier = row.tier
      score.reasonCodes = row.reasonCodes
      score.asOfOn = row.asOfOn.description
      score.model = row.model
      return score
    }
  }

  private func cases(_ rows: Rows) throws(Refusal) -> [Tally_V1_CaseLine] {
    let rows: [DebtorsQueries.CasesRow] = try rows.rows()
    return rows.map { row in
      var line = Tally_V1_CaseLine()
      line.caseID = row.id.description
      line.number = row.no
      line.state = CaseMachine.State(rawValue: row.state)?.word ?? ""
      line.level = UInt32(clamping: row.level)
      line.openedOn = row.openedOn.description
      return line
    }
  }

  private func repairs(_ rows: Rows) throws(Refusal) -> [Tally_V1_RepairLine] {
    let rows: [DebtorsQueries.RepairsRow] = try rows.rows()
    return rows.map { row in
      var line = Tally_V1_RepairLine()
      line.repairID = row.id.description
      line.state = RepairMachine.State(rawValue: row.state)?.word ?? ""
      line.stage = UInt32(clamping: row.stage)
      line.openedOn = row.openedOn.description
      return line
    }
  }
}
