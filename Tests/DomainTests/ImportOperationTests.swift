import Bytes
import Contract
import Domain
import SQL
import Testing

/// Chunks of an import: in the order of the file, and wrong rows rejected before they reach SQL.
struct ImportOperationTests {
  private let bench: OperationBench

  init() throws { bench = try OperationBench() }

  private func row(
    _ line: UInt64, _ change: (inout Tally_V1_PortfolioRow) -> Void = { _ in }
  ) -> Tally_V1_PortfolioRow {
    var row = Tally_V1_PortfolioRow()
    row.line = line
    row.reference = "R-\(line)"
    row.name = "王小明"
    row.residentID = "11010519491231002X"
    row.phone = "13800000000"
    row.timeZone = "Asia/Taipei"
    row.product = 3
    row.limitAmount = 1_000_000
    row.openingAmount = 50_000
    row.openingOn = "2005-03-31"
    change(&row)
    return row
  }

  private func payment(_ reference: String) -> Tally_V1_ImportedPayment {
    var out = Tally_V1_ImportedPayment()
    out.valueOn = "2005-04-15"
    out.amount = 100
    out.externalRef = reference
    return out
  }

  /// Applies rows which follow on `lineBefore` to a batch which is durable up to `durableLine`.
  private func apply(
    _ rows: [Tally_V1_PortfolioRow], lineBefore: UInt64, durableLine: Int64
  ) throws -> Tally_V1_LoadReply {
    let chunk = ImportChunk(
      tenant: bench.tenant, createdBy: Identifier(high: 1, low: 1),
      batchSHA256: Digest(bytes: [UInt8](repeating: 7, count: 32))!, currency: "TWD",
      after: lineBefore, rows: rows)
    let batch = Rows([
      .text("m"), .text("TWD"), .int8(durableLine), .int8(0), .int8(0), .int8(0), .bool(false),
    ])
    let decision = try chunk.decide(bench.facts([batch, Rows()]), at: bench.moment())
    guard case .reply(let reply) = decision.answer else {
      throw Refusal(.internal, .internalError, "no reply")
    }
    return reply(Tally_V1_Receipt())
  }

  /// Goal: no row is passed over when the chunk before it failed. Method: the same chunk over a
  /// batch that has come as far as it needs, further, and not so far.
  @Test func aChunkWaitsForTheOneBeforeIt() throws {
    let rows = [row(11), row(12)]
    #expect(throws: Refusal.self) { try apply(rows, lineBefore: 10, durableLine: 9) }
    do {
      _ = try apply(rows, lineBefore: 10, durableLine: 0)
    } catch let refusal as Refusal {
      #expect(refusal.reason == .conflict)
      #expect(refusal.retry != .never)
    }
    #expect(try apply(rows, lineBefore: 10, durableLine: 10).appliedCount == 2)
    // Sent twice: what is durable is passed over.
    #expect(try apply(rows, lineBefore: 10, durableLine: 11).appliedCount == 1)
    #expect(try apply(rows, lineBefore: 10, durableLine: 12).appliedCount == 0)
  }

  /// Goal: a text which the database refuses costs its row and not the import.
  @Test func textsWhichNoTableTakesAreRejected() throws {
    let reply = try apply(
      [
        row(1), row(2) { $0.payments = [payment("a\0b")] },
        row(3) { $0.payments = [payment("x"), payment("x")] },
        row(4) { $0.payments = [payment(""), payment("")] }, row(5) { $0.name = "\0" },
        row(6) { $0.reference = "R\0" },
      ], lineBefore: 0, durableLine: 0)
    #expect(reply.appliedCount == 2)
    #expect(
      reply.rejections.map(\.field) == [
        "payments.external_ref", "payments.external_ref", "name", "reference",
      ])
    #expect(
      reply.rejections.map(\.reason) == [
        "FIELD_INVALID", "ALREADY_EXISTS", "FIELD_INVALID", "FIELD_INVALID",
      ])
  }

  private func statement(_ on: String, due: String) -> Tally_V1_ImportedStatement {
    var out = Tally_V1_ImportedStatement()
    out.statementOn = on
    out.dueOn = due
    return out
  }

  /// Goal: nothing lies before the agreement and its opening balance, nor behind what was due.
  /// Method: for each bound the day on it and the day beyond it.
  @Test func datesLieWithinTheAgreement() throws {
    func rejected(_ change: @escaping (inout Tally_V1_PortfolioRow) -> Void) throws -> String? {
      let reply = try apply(
        [
          row(1) { row in
            row.signedOn = "2005-03-01"
            row.statements = [statement("2005-04-30", due: "2005-05-20")]
            change(&row)
          }
        ], lineBefore: 0, durableLine: 0)
      for rejection in reply.rejections { #expect(rejection.reason == "DATE_INVALID") }
      #expect(reply.rejections.count + Int(reply.appliedCount) == 1)
      return reply.rejections.first?.field
    }
    func payment(_ on: String) -> [Tally_V1_ImportedPayment] {
      var out = self.payment("")
      out.valueOn = on
      return [out]
    }
    #expect(try rejected { $0.signedOn = "2005-03-31" } == nil)
    #expect(try rejected { $0.signedOn = "2005-04-01" } == "signed_on")
    #expect(try rejected { $0.signedOn = "1900-01-01" } == nil)
    #expect(try rejected { $0.signedOn = "1899-12-31" } == "signed_on")
    #expect(try rejected { $0.payments = payment("2005-03-31") } == nil)
    #expect(try rejected { $0.payments = payment("2005-03-30") } == "payments.value_on")
    #expect(try rejected { $0.payments = payment("2005-05-20") } == nil)
    #expect(try rejected { $0.payments = payment("2005-05-21") } == "payments.value_on")
    #expect(
      try rejected { $0.statements = [statement("2005-03-30", due: "2005-05-20")] }
        == "statements.statement_on")
    // Without an opening balance the agreement may be signed later than the portfolio opens.
    let later = { (on: String) in
      { (row: inout Tally_V1_PortfolioRow) in
        row.openingAmount = 0
        row.signedOn = on
      }
    }
    #expect(try rejected(later("2005-04-30")) == nil)
    #expect(try rejected(later("2005-05-01")) == "statements.statement_on")
  }
}
