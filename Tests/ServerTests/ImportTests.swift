import Access
import Bytes
import Client
import Contract
import Foundation
import SwiftProtobuf
import TestKit
import Testing
import World

@Suite(.timeLimit(.minutes(5))) struct ImportTests {
  static func row(_ line: UInt64, reference: String) -> Tally_V1_LoadRequest {
    var row = Tally_V1_PortfolioRow()
    row.line = line
    row.reference = reference
    row.name = "王小明"
    row.residentID = "11010519491231002X"
    row.phone = "13800000000"
    row.timeZone = "Asia/Shanghai"
    row.generated = true
    row.product = 3
    row.limitAmount = 1_000_000
    row.openingAmount = 50_000
    row.openingOn = "2025-06-01"
    var request = Tally_V1_LoadRequest()
    request.row = row
    return request
  }

  static func opening(
    _ sha: [UInt8], mapping: [UInt8] = [], currency: String = "CNY"
  ) -> Tally_V1_LoadRequest {
    var opening = Tally_V1_LoadOpening()
    opening.fileSha256 = Data(sha)
    opening.mapping = "test 1"
    opening.mappingSha256 = Data(mapping)
    opening.currency = currency
    opening.attribution = "made for a test"
    var request = Tally_V1_LoadRequest()
    request.opening = opening
    return request
  }

  static func load(
    _ rows: [Tally_V1_LoadRequest], opening: Tally_V1_LoadRequest, key: String,
    _ client: RPCClient
  ) async throws(CallFailure) -> Tally_V1_LoadReply {
    try await client.call(Imports.load, key: key, deadline: .seconds(60)) {
      writer throws(CallFailure) in
      try await writer.write(opening)
      for row in rows { try await writer.write(row) }
    }
  }

  /// Spoils rows in ways which only a constraint of the database would find otherwise.
  private static func spoil(
    _ rows: inout [Tally_V1_LoadRequest], from first: Int
  ) -> [(line: UInt64, field: String)] {
    func payment(_ reference: String) -> Tally_V1_ImportedPayment {
      var payment = Tally_V1_ImportedPayment()
      payment.valueOn = "2025-07-01"
      payment.amount = 100
      payment.externalRef = reference
      return payment
    }
    var evidence = Tally_V1_ImportedEvidence()
    evidence.periodEndOn = "2025-07-31"
    let accented = "e" + String(repeating: "\u{301}", count: 100)
    rows[first].row.payments = [payment("twice"), payment("twice")]
    rows[first + 1].row.evidence = [evidence, evidence]
    rows[first + 2].row.payments = [payment("a\0b")]
    rows[first + 3].row.payments = [payment(accented)]
    rows[first + 4].row.name = "\0"
    rows[first + 5].row.evidence = (0..<700).map { _ in evidence }
    return [
      "payments.external_ref", "evidence", "payments.external_ref", "payments.external_ref", "name",
      "evidence",
    ].enumerated().map { (rows[first + $0.offset].row.line, $0.element) }
  }

  /// Goal: three chunks, a rejected row, a broken-off stream resumed, and the whole file again.
  @Test func aPortfolioIsLoadedOnce() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    let sha = house.world.randomBytes(32)
    var rows = (1...620).map { Self.row(UInt64($0), reference: "R\($0)") }
    rows[299].row.timeZone = "Nowhere/Never"
    let spoilt = Self.spoil(&rows, from: 400)

    // Broken off: the client sends one row out of order after the first chunk.
    let broken = await failure { () async throws(CallFailure) in
      try await Self.load(
        Array(rows[..<260]) + [rows[0]], opening: Self.opening(sha), key: "one", administrator)
    }
    #expect(broken?.reason == "BATCH_OUT_OF_ORDER")
    var asked = Tally_V1_ImportStatusRequest()
    asked.fileSha256 = Data(sha)
    let reply = try await Self.load(
      rows, opening: Self.opening(sha), key: "two", administrator)
    #expect(reply.appliedCount == 619 - UInt64(spoilt.count))
    #expect(reply.rejections.map(\.line) == [300] + spoilt.map(\.line))
    #expect(reply.rejections.dropFirst().map(\.field) == spoilt.map(\.field))
    #expect(!reply.unchanged)
    let status = try await administrator.call(Imports.status, asked, deadline: .seconds(30))
    #expect(status.complete)
    #expect(status.durableLine == 620)
    let again = try await Self.load(
      rows, opening: Self.opening(sha), key: "three", administrator)
    #expect(again.unchanged)
    #expect(again.entryCount == reply.entryCount)

    // The same file by another mapping: every row is judged anew, none is imported twice.
    let mapping = house.world.randomBytes(32)
    var mended = rows
    mended[299].row.timeZone = "Asia/Shanghai"
    let mending = try await Self.load(
      mended, opening: Self.opening(sha, mapping: mapping), key: "six", administrator)
    #expect(mending.appliedCount == 1)
    #expect(mending.rejections.filter { $0.reason == "ALREADY_EXISTS" }.count > 600)
    #expect(!mending.unchanged)
    asked.mappingSha256 = Data(mapping)
    let mendedStatus = try await administrator.call(Imports.status, asked, deadline: .seconds(30))
    #expect(mendedStatus.appliedCount == 1)
    let short = await failure { () async throws(CallFailure) in
      try await Self.load([], opening: Self.opening(sha, mapping: [1]), key: "seven", administrator)
    }
    #expect(short?.field == "opening.mapping_sha256")

    let currency = await failure { () async throws(CallFailure) in
      try await Self.load(
        [], opening: Self.opening(house.world.randomBytes(32), currency: "USD"), key: "four",
        administrator)
    }
    #expect(currency?.reason == "CURRENCY_MISMATCH")
    let unopened = await failure { () async throws(CallFailure) in
      try await Self.load([], opening: rows[0], key: "five", administrator)
    }
    #expect(unopened?.field == "opening")
    await administrator.close()
    await client.close()
  }
}
