package import Access
import Bytes
package import Contract
import Queries
package import SQL

/// Totals by bucket, class and risk class at the last closed business date, with the ratios of
/// `Portfolio.ratios` over sums which the database made.
package struct GetPortfolio: RequestedInquiry {
  package init(
    _ call: Authorised<Tally_V1_PortfolioRequest>, tenant: TenantContext
  ) throws(Refusal) {}

  package var reads: [Bound] {
    [
      DebtorsQueries.portfolioSums().bound, DebtorsQueries.portfolioBuckets().bound,
      DebtorsQueries.portfolioClasses().bound, DebtorsQueries.portfolioRisks().bound,
    ]
  }

  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> Tally_V1_PortfolioReply {
    let sums: [DebtorsQueries.PortfolioSumsRow] = try answers[0].rows()
    guard let sums = sums.first else { throw .internalError }
    let buckets: [DebtorsQueries.PortfolioBucketsRow] = try answers[1].rows()
    let classes: [DebtorsQueries.PortfolioClassesRow] = try answers[2].rows()
    let risks: [DebtorsQueries.PortfolioRisksRow] = try answers[3].rows()
    var reply = Tally_V1_PortfolioReply()
    reply.asOfOn = sums.asOfOn
    reply.accountCount = UInt64(clamping: sums.accountCount)
    reply.balance.amount = sums.balance
    reply.balance.currency = tenant.baseCurrency
    reply.overdue.amount = sums.overdue
    reply.overdue.currency = tenant.baseCurrency
    reply.buckets = buckets.map { row in
      var total = Tally_V1_BucketTotal()
      total.bucket = UInt32(clamping: row.bucket)
      total.accountCount = UInt64(clamping: row.accountCount)
      total.balance = row.balance
      total.overdue = row.overdue
      return total
    }
    reply.classes = classes.map { Self.total($0.loanClass, $0.accountCount, $0.balance) }
    reply.riskClasses = risks.map { Self.total($0.riskClass, $0.accountCount, $0.balance) }
    setRatios(&reply, sums)
    return reply
  }

  private static func total(
    _ code: Int16, _ count: Int64, _ balance: Int64
  ) -> Tally_V1_ClassTotal {
    var total = Tally_V1_ClassTotal()
    total.classCode = UInt32(clamping: code)
    total.accountCount = UInt64(clamping: count)
    total.balance = balance
    return total
  }

  private func setRatios(
    _ reply: inout Tally_V1_PortfolioReply, _ sums: DebtorsQueries.PortfolioSumsRow
  ) {
    let whole = Int128(sums.balance)
    if let ratio = ratioPPM(Int128(sums.overdueBalance), whole) { reply.overdueRatePpm = ratio }
    if let ratio = ratioPPM(Int128(sums.overdue), whole) { reply.arrearsRatePpm = ratio }
    if let ratio = ratioPPM(Int128(sums.beyond30), whole) { reply.par30Ppm = ratio }
    if let ratio = ratioPPM(Int128(sums.beyond90), whole) { reply.par90Ppm = ratio }
    if let ratio = ratioPPM(Int128(sums.nonPerforming), whole) { reply.nplRatePpm = ratio }
  }
}
