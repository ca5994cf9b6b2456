import Access
import Bytes
import Client
import Contract
import Foundation
import Ledger
import TestKit
import Testing
import World

@Suite(.timeLimit(.minutes(5))) struct ExportTests {
  /// What an export says of itself, and how many leaves it holds.
  private struct Exported {
    let head: Tally_V1_LedgerExportHead
    let checkpoint: Checkpoint
    let leafCount: Int
  }

  private func export(_ client: RPCClient) async throws -> Exported {
    var parts = try await client.replies(
      of: Contract::Ledger.export, Tally_V1_LedgerExportRequest(), deadline: .seconds(60)
    ).makeAsyncIterator()
    var head = Tally_V1_LedgerExportHead()
    var leafCount = 0
    while let part = try await parts.next() {
      switch part.part {
      case .head(let opening): head = opening
      case .chunk(let chunk): leafCount += chunk.leaves.count
      case .block, nil: break
      }
    }
    let key = try VerifierKey(head.vkey)
    let signed = try SignedCheckpoint(note: Array(head.checkpoint.utf8), log: key)
    return Exported(head: head, checkpoint: signed.checkpoint, leafCount: leafCount)
  }

  private func load(_ count: Int, from first: Int, _ client: RPCClient, _ world: World) async throws
  {
    let sha = world.randomBytes(32)
    _ = try await client.call(
      Imports.load, key: "load-\(first)", deadline: .seconds(60)
    ) { writer throws(CallFailure) in
      try await writer.write(ImportTests.opening(sha))
      for number in 1...count {
        try await writer.write(
          ImportTests.row(UInt64(number), reference: "R\(first + number)"))
      }
    }
  }

  /// Goal: what is exported is what the checkpoint covers, also when the head is ahead of it.
  /// Method: the note kept outside is spoilt, so that blocks are sealed and not signed.
  @Test func anExportEndsAtTheCheckpoint() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    try await load(3, from: 0, administrator, house.world)

    let first = try await export(administrator)
    #expect(first.checkpoint.size == Int(first.head.size))
    #expect(first.checkpoint.root.bytes == Array(first.head.root))
    #expect(first.leafCount == first.checkpoint.size)
    // Made for the call: what was committed before it is there.
    #expect(first.leafCount == 6)

    let folder = "\(Hashing.sha256(Array(first.head.origin.utf8)))"
    let note = "\(house.directory)/notes/\(folder)/checkpoint"
    let kept = try Data(contentsOf: URL(fileURLWithPath: note))
    try Data("spoilt".utf8).write(to: URL(fileURLWithPath: note))
    try await load(2, from: 3, administrator, house.world)
    let second = try await export(administrator)
    #expect(second.checkpoint == first.checkpoint)
    #expect(second.head == first.head)
    #expect(second.leafCount == 6)
    let head = try await administrator.call(
      Contract::Ledger.head, Tally_V1_LedgerHeadRequest(), deadline: .seconds(30))
    #expect(head.size == 10)
    let beyond = await failure { () async throws(CallFailure) in
      var request = Tally_V1_LedgerExportRequest()
      request.toIndex = 7
      var parts = try await administrator.replies(
        of: Contract::Ledger.export, request, deadline: .seconds(30)
      ).makeAsyncIterator()
      _ = try await parts.next()
    }
    #expect(beyond?.reason == "INDEX_OUT_OF_RANGE")

    try kept.write(to: URL(fileURLWithPath: note))
    let third = try await export(administrator)
    #expect(third.checkpoint.size == 10)
    #expect(third.leafCount == 10)
    await administrator.close()
    await client.close()
  }

  /// Goal: an export that goes on from an earlier one reads nothing of what that one had. Method: the
  /// first block cannot be read.
  @Test func anExportBeginsAtItsFirstBlock() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let administrator = try await house.client(token: admin.token.text)
    for number in 0..<3 {
      try await load(2, from: 2 * number, administrator, house.world)
      _ = try await export(administrator)
    }
    let table = "\(ServedHouse.schema(tenant)).ledger_block"
    let blocks = try await house.run(
      "select number, first_index, entry_count from \(table) order by number desc limit 1")
    let last = try #require(blocks.first?.compactMap { $0.flatMap { UInt64($0) } })
    #expect(last[0] > 2)
    try await house.run([
      "alter table \(table) disable trigger all",
      "update \(table) set sealed_at = 'infinity' where number = 1",
    ])
    func parts(
      from index: UInt64, of log: String = ""
    ) async throws(CallFailure) -> [Tally_V1_LedgerPart] {
      var request = Tally_V1_LedgerExportRequest()
      request.log = log
      request.fromIndex = index
      var answers = try await administrator.replies(
        of: Contract::Ledger.export, request, deadline: .seconds(60)
      ).makeAsyncIterator()
      var parts: [Tally_V1_LedgerPart] = []
      while let part = try await answers.next() { parts.append(part) }
      return parts
    }
    #expect(await failure { () async throws(CallFailure) in try await parts(from: 0) } != nil)
    let found = try await parts(from: last[1] + 1)
    #expect(found.map(\.block.number).filter { $0 > 0 } == [last[0]])
    #expect(found.flatMap(\.chunk.leaves).count == Int(last[2]) - 1)
    // Nothing is left of it.
    #expect(try await parts(from: last[1] + last[2]).count == 1)
    let behind = last[1] + last[2] + 1
    let beyond = await failure { () async throws(CallFailure) in try await parts(from: behind) }
    #expect(beyond?.reason == "INDEX_OUT_OF_RANGE")
    // Nothing is in a log of which nobody made an entry.
    #expect(try await parts(from: 0, of: "access").count == 1)
    await administrator.close()
    await client.close()
  }

  /// Goal: an export verifies at any moment of an import.
  @Test func exportsWhileEntriesFlow() async throws {
    let house = try await ServedHouse.shared.value
    let client = try await house.operatorClient()
    let tenant = try await house.tenant(client)
    let admin = try await house.principal(of: tenant, roles: ["TENANT_ADMIN"], by: client)
    let importer = try await house.client(token: admin.token.text)
    let reader = try await house.client(token: admin.token.text)
    try await load(1, from: 0, importer, house.world)
    let world = house.world
    async let loading: Void = load(1_500, from: 1, importer, world)
    for _ in 0..<10 {
      let exported = try await export(reader)
      #expect(exported.checkpoint.size == Int(exported.head.size))
      #expect(exported.checkpoint.root.bytes == Array(exported.head.root))
      #expect(exported.leafCount == exported.checkpoint.size)
    }
    try await loading
    await importer.close()
    await reader.close()
    await client.close()
  }
}
