import Bytes
import Ledger
import Testing

@Suite struct BlockHeaderTests {
  static let header = BlockHeader(
    tenant: "t_01", log: .ledger, number: 1, firstIndex: 0, count: 3,
    root: Digest(hex: String(repeating: "0a", count: 32)), previous: BlockHeader.noPrevious,
    sealedAt: Timestamp("2026-01-31T08:00:00Z")!)

  @Test func lineAndHash() throws {
    let line = try Self.header.line()
    #expect(
      String(decoding: line, as: UTF8.self)
        == "{\"count\":3,\"first_index\":0,\"log\":\"ledger\",\"number\":1,\"previous\":\""
        + String(repeating: "0", count: 64) + "\",\"root\":\""
        + String(repeating: "0a", count: 32)
        + "\",\"sealed_at\":\"2026-01-31T08:00:00.000000Z\",\"tenant\":\"t_01\",\"v\":1}")
    #expect(
      BlockHeader.hash(line: line)
        == Hashing.sha256(Array("tallystick/block/v1".utf8) + [0] + line))
    #expect(try BlockHeader(line: line) == Self.header)
  }

  @Test func readerIsStrict() throws {
    let line = try Self.header.line()
    for index in line.indices {
      var changed = line
      changed[index] ^= 1
      guard let read = try? BlockHeader(line: changed) else { continue }
      #expect(try read.line() == changed)
    }
    let text = String(decoding: line, as: UTF8.self)
    for (from, to) in [
      ("\"count\":3", "\"count\":0"), ("\"number\":1", "\"number\":0"),
      ("08:00:00.000000Z", "08:00:00Z"), ("0a0a", "0A0a"), ("\"v\":1", "\"v\":1,\"w\":1"),
      ("\"count\":3", "\"count\":\"3\""), ("\"v\":1", "\"v\":2"), ("\"ledger\"", "\"other\""),
    ] {
      #expect(throws: LedgerFailure.self, "\(to)") {
        try BlockHeader(line: Array(text.replacing(from, with: to, maxReplacements: 1).utf8))
      }
    }
  }

  @Test func checkpointOfTheChain() throws {
    let hash = BlockHeader.hash(line: try Self.header.line())
    let checkpoint = try BlockHeader.checkpoint(
      origin: "ledger.example/l/t_01", number: 1, hash: hash)
    #expect(
      checkpoint.body == "ledger.example/l/t_01/blocks\n1\n\(Base64.text(hash.bytes))\n")
  }
}
