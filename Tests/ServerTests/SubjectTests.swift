import Access
import Bytes
import Client
import Contract
import Foundation
import TestKit
import Testing
import World

/// A debtor's own credential, and what a debtor's case shows.
@Suite(.timeLimit(.minutes(5))) struct SubjectTests {
  /// A tenant with two debtors, the first of them overdue.
  private struct Portfolio {
    let house: ServedHouse
    let client: RPCClient
    let tenant: String
    var debtors: [String: String] = [:]

    init() async throws {
      house = try await ServedHouse.shared.value
      client = try await house.operatorClient()
      tenant = try await house.tenant(client)
      let administrator = try await person("TENANT_ADMIN")
      var rows = [ImportTests.row(1, reference: "R1"), ImportTests.row(2, reference: "R2")]
      rows[0].row.overdueSinceOn = "2025-12-20"
      rows[0].row.overdueAmount = 10_000
      _ = try await ImportTests.load(
        rows, opening: ImportTests.opening(house.world.randomBytes(32)), key: "rows",
        administrator)
      let list = try await administratorsList()
      for debtor in list.debtors { debtors[debtor.reference] = debtor.debtorID }
      await administrator.close()
    }

    func person(_ role: String) async throws -> RPCClient {
      try await house.client(role, of: tenant, by: client)
    }

    private func administratorsList() async throws -> Tally_V1_ListDebtorsReply {
      let analyst = try await person("RISK_ANALYST")
      let reply = try await analyst.call(
        Debtors.list, Tally_V1_ListDebtorsRequest(), deadline: .seconds(60))
      await analyst.close()
      return reply
    }

    /// A client which is the debtor.
    func debtor(_ reference: String) async throws -> RPCClient {
      let officer = try await person("REPAIR_OFFICER")
      let id = try #require(Identifier(tenant))
      let token = Token(
        register: .subjects(tenant: id), secret: house.world.randomBytes(32))
      var request = Tally_V1_IssueSubjectTokenRequest()
      request.debtorID = try #require(debtors[reference])
      request.tokenHash = Data(token.hash.bytes)
      request.expiresAt = house.world.recordedNow().adding(seconds: 3600).description
      let reply = try await officer.call(
        Debtors.issueSubjectToken, request, deadline: .seconds(60))
      #expect(Identifier(reply.credentialID) != nil)
      await officer.close()
      return try await house.client(token: token.text)
    }
  }

  /// Goal: a debtor's token is made, opens the debtor's own record without naming it, and answers for
  /// another debtor as for one who is not there.
  @Test func aDebtorReadsItsOwnRecordOnly() async throws {
    let portfolio = try await Portfolio()
    let debtor = try await portfolio.debtor("R1")
    #expect(await debtor.principal.roles == ["DEBTOR"])
    #expect(await debtor.principal.tenantID == portfolio.tenant)
    let own = try #require(portfolio.debtors["R1"])
    let other = try #require(portfolio.debtors["R2"])
    func report(_ id: String) async -> Result<Tally_V1_CreditReportReply, CallFailure> {
      var request = Tally_V1_CreditReportRequest()
      request.debtorID = id
      do {
        return .success(
          try await debtor.call(Debtors.creditReport, request, deadline: .seconds(60)))
      } catch {
        return .failure(error)
      }
    }
    #expect(try await report("").get().debtor.debtorID == own)
    #expect(try await report("").get() == report(own).get())
    let nobody = portfolio.house.world.identifier().description
    guard case .failure(let notYours) = await report(other),
      case .failure(let notThere) = await report(nobody)
    else {
      Issue.record("another debtor was shown")
      return
    }
    #expect(notYours.reason == "NOT_FOUND")
    #expect(notYours == notThere)
    let shown = try await debtor.call(
      Debtors.get, Tally_V1_GetDebtorRequest(), deadline: .seconds(60))
    #expect(shown.debtor.reference == "R1")
    let list = await failure { () async throws(CallFailure) in
      try await debtor.call(
        Debtors.list, Tally_V1_ListDebtorsRequest(), deadline: .seconds(60))
    }
    #expect(list?.reason == "ROLE_NOT_ALLOWED")
    // Whoever is no debtor has to name one.
    let analyst = try await portfolio.person("RISK_ANALYST")
    let unnamed = await failure { () async throws(CallFailure) in
      try await analyst.call(
        Debtors.creditReport, Tally_V1_CreditReportRequest(), deadline: .seconds(60))
    }
    #expect(unnamed?.reason == "FIELD_MISSING")
    await analyst.close()
    await debtor.close()
    await portfolio.client.close()
  }

  /// Goal: every reply with a case shows the partner's reference, a repeated one too, and no stored
  /// reply holds it.
  @Test func everyCaseShowsTheReference() async throws {
    let portfolio = try await Portfolio()
    let administrator = try await portfolio.person("TENANT_ADMIN")
    var closing = Tally_V1_CloseDayRequest()
    closing.businessOn = "2026-01-05"
    _ = try await administrator.call(Days.close, closing, deadline: .seconds(60))
    while try await administrator.call(Days.get, Tally_V1_GetDayRequest(), deadline: .seconds(60))
      .businessOn == "2026-01-05"
    {}
    let collector = try await portfolio.person("COLLECTOR")
    let taken = try await collector.call(
      Cases.takeNext, Tally_V1_TakeNextRequest(), key: "take", deadline: .seconds(60))
    #expect(taken.case.reference == "R1")
    #expect(taken.case.debtorID == portfolio.debtors["R1"])
    let again = try await collector.call(
      Cases.takeNext, Tally_V1_TakeNextRequest(), key: "take", deadline: .seconds(60))
    #expect(again == taken)

    let shown = try await administratorsAccount(portfolio)
    let finance = try await portfolio.person("FINANCE_OFFICER")
    var payment = Tally_V1_PostPaymentRequest()
    payment.accountID = shown
    payment.money.amount = 50_000
    payment.money.currency = "CNY"
    payment.valueOn = "2026-01-06"
    _ = try await finance.call(Payments.post, payment, deadline: .seconds(60))
    let manager = try await portfolio.person("COLLECTIONS_MANAGER")
    var request = Tally_V1_CloseCaseRequest()
    request.caseID = taken.case.caseID
    request.reason = 3
    let closed = try await manager.call(
      Cases.close, request, key: "close", deadline: .seconds(60))
    #expect(closed.case.reference == "R1")
    #expect(closed.case.state == "CLOSED")
    #expect(
      try await manager.call(Cases.close, request, key: "close", deadline: .seconds(60)) == closed)
    var get = Tally_V1_GetCaseRequest()
    get.caseID = taken.case.caseID
    let found = try await manager.call(Cases.get, get, deadline: .seconds(60))
    #expect(found.case.reference == "R1")
    let list = try await manager.call(
      Cases.list, Tally_V1_ListCasesRequest(), deadline: .seconds(60))
    #expect(list.cases.allSatisfy { $0.reference == "R1" })
    for client in [administrator, collector, finance, manager] { await client.close() }
    await portfolio.client.close()
  }

  private func administratorsAccount(_ portfolio: Portfolio) async throws -> String {
    let analyst = try await portfolio.person("RISK_ANALYST")
    var request = Tally_V1_GetDebtorRequest()
    request.debtorID = try #require(portfolio.debtors["R1"])
    let reply = try await analyst.call(Debtors.get, request, deadline: .seconds(60))
    await analyst.close()
    return try #require(reply.accounts.first?.accountID)
  }
}
