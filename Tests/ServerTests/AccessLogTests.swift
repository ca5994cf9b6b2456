import Access
import Bytes
import Client
import Contract
import Foundation
import Ledger
import SwiftProtobuf
import TestKit
import Testing
import World

@Suite(.timeLimit(.minutes(5))) struct AccessLogTests {
  /// A tenant with one debtor, one who may see personal data, and one who audits.
  private struct People {
    let debtor: String
    let collector: RPCClient
    let auditor: RPCClient

    init(_ house: ServedHouse) async throws {
      let client = try await house.operatorClient()
      let tenant = try await house.tenant(client)
      var clients: [RPCClient] = []
      for role in ["TENANT_ADMIN", "COLLECTOR", "AUDITOR"] {
        let made = try await house.principal(of: tenant, roles: [role], by: client)
        clients.append(try await house.client(token: made.token.text))
      }
      await client.close()
      let opening = ImportTests.opening(house.world.randomBytes(32))
      _ = try await clients[0].call(Imports.load, key: "load", deadline: .seconds(60)) {
        writer throws(CallFailure) in
        try await writer.write(opening)
        try await writer.write(ImportTests.row(1, reference: "R1"))
      }
      await clients[0].close()
      var list = Tally_V1_ListDebtorsRequest()
      list.reference = "R1"
      let debtors = try await clients[2].call(Debtors.list, list, deadline: .seconds(30)).debtors
      debtor = try #require(debtors.first).debtorID
      collector = clients[1]
      auditor = clients[2]
    }

    func close() async {
      await collector.close()
      await auditor.close()
    }
  }

  private static func reveal(
    _ people: People, key: String
  ) async throws(CallFailure) -> Tally_V1_RevealReply {
    var request = Tally_V1_RevealRequest()
    request.debtorID = people.debtor
    request.purpose = "identity_check"
    request.fields = ["phone"]
    return try await people.collector.call(
      Debtors.reveal, request, key: key, deadline: .seconds(30))
  }

  /// The proof of an entry as soon as a checkpoint covers it.
  private static func proof(
    _ entry: String, log: String, _ client: RPCClient
  ) async throws(CallFailure) -> Tally_V1_LedgerProofReply {
    var request = Tally_V1_LedgerProofRequest()
    request.entryID = entry
    request.log = log
    while true {
      do throws(CallFailure) {
        return try await client.call(Contract::Ledger.proof, request, deadline: .seconds(30))
      } catch {
        guard error.reason == "NOT_SEALED_YET" else { throw error }
      }
    }
  }

  private static func head(
    _ log: String, _ client: RPCClient
  ) async throws(CallFailure) -> Tally_V1_LedgerHeadReply {
    var request = Tally_V1_LedgerHeadRequest()
    request.log = log
    return try await client.call(Contract::Ledger.head, request, deadline: .seconds(30))
  }

  /// Goal: a reveal is an entry of the access log, sealed and provable without the server, and of no
  /// other log. Method: the proof checked with the key that follows from the ledger's.
  @Test func aRevealIsSealedAndProvable() async throws {
    let house = try await ServedHouse.shared.value
    let people = try await People(house)
    let client = people.auditor
    let shown = try await Self.reveal(people, key: "one")
    #expect(shown.values == ["phone": "13800000000"])
    let entry = try #require(shown.receipt.entryIds.first)
    let again = try await Self.reveal(people, key: "one")
    #expect(again.values == shown.values)
    #expect(again.receipt.entryIds.isEmpty)

    let proof = try await Self.proof(entry, log: "access", client)
    let ledger = try await Self.head("", client)
    let access = try await Self.head("access", client)
    #expect(access.size == 1)
    #expect(shown.receipt.origin == access.origin)
    let identity = try LogIdentity(origin: ledger.origin, vkey: ledger.vkey).ofAccess()
    #expect(identity == LogIdentity(origin: access.origin, vkey: access.vkey))

    var about = Tally_V1_DebtorEntriesRequest()
    about.debtorID = people.debtor
    let entries = try await client.call(
      Contract::Ledger.accesses, about, deadline: .seconds(30)
    ).entries
    #expect(entries.map(\.entryID) == [entry])
    let leaf = Array(try #require(entries.first).leaf)
    #expect(Data(Hashing.leaf(leaf).bytes) == shown.receipt.leafHashes.first)
    let file = try ProofFile(bytes: Array(proof.tlogProof.utf8))
    let signed = try file.verify(leaf: leaf, log: try VerifierKey(access.vkey))
    #expect(signed.checkpoint.root.bytes == Array(access.root))
    #expect(throws: LedgerFailure.untrusted) {
      try file.verify(leaf: leaf, log: try VerifierKey(ledger.vkey))
    }
    // The ledger knows no such entry.
    var asked = Tally_V1_LedgerProofRequest()
    asked.entryID = entry
    let elsewhere = await failure { () async throws(CallFailure) in
      try await client.call(Contract::Ledger.proof, asked, deadline: .seconds(30))
    }
    #expect(elsewhere?.reason == "NOT_SEALED_YET")
    var unknown = Tally_V1_LedgerHeadRequest()
    unknown.log = "credit"
    let refused = await failure { () async throws(CallFailure) in
      try await client.call(Contract::Ledger.head, unknown, deadline: .seconds(30))
    }
    #expect(refused?.field == "log")
    await people.close()
  }

  /// Goal: blocks name the one before, and each list holds the blocks of its log alone.
  @Test func blocksOfBothLogs() async throws {
    let house = try await ServedHouse.shared.value
    let people = try await People(house)
    let client = people.auditor
    for key in ["one", "two"] {
      let shown = try await Self.reveal(people, key: key)
      _ = try await Self.proof(try #require(shown.receipt.entryIds.first), log: "access", client)
    }
    for log in Log.allCases {
      var request = Tally_V1_LedgerBlocksRequest()
      request.log = log.rawValue
      request.fromNumber = 1
      let blocks = try await client.call(
        Contract::Ledger.blocks, request, deadline: .seconds(30)
      ).blocks
      #expect(!blocks.isEmpty)
      if log == .access { #expect(blocks.map(\.count) == [1, 1]) }
      var previous = BlockHeader.noPrevious.bytes
      for block in blocks {
        #expect(Array(block.previousHash) == previous)
        #expect(try BlockHeader(line: Array(block.header)).log == log)
        previous = Array(block.headerHash)
      }
    }
    await people.close()
  }
}
