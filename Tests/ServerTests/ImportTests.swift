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

  static func opening(_ sha: [UInt8], currency: String = "CNY") -> Tally_V1_LoadRequest {
    var opening = Tally_V1_LoadOpening()
    opening.fileSha256 = Data(sha)
    opening.mapping = "test 1"
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
    #expect(reply.appliedCount == 619)
    #expect(reply.rejections.map(\.line) == [300])
    #expect(!reply.unchanged)
    let status = try await administrator.call(Imports.status, asked, deadline: .seconds(30))
    #expect(status.complete)
    #expect(status.durableLine == 620)
    let again = try await Self.load(
      rows, opening: Self.opening(sha), key: "three", administrator)
    #expect(again.unchanged)
    #expect(again.entryCount == reply.entryCount)

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
