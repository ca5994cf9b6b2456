import Bytes
import Extract
import Foundation
import Ledger

/// A ledger of one tenant, and extracts of it.
struct SampleLedger {
  static let tenant = "t_k3v9"
  static let origin = "ledger.example/l/t_k3v9/1"
  let signer = try! NoteSigner(name: origin, seed: Array(0x00...0x1F))
  var log: VerifierKey { signer.verifierKey }
  let leaves: [[UInt8]]

  init(count: Int) throws {
    leaves = try (0..<count).map { index in
      let account = Identifier(high: 7, low: UInt64(index % 50))
      return try LedgerEntryDraft(
        tenant: Self.tenant,
        entry: Identifier(
          milliseconds: 1_750_000_000_000 + UInt64(index), randomHigh: 1, randomLow: UInt64(index)),
        kind: index % 3 == 0 ? .payment : .charged, subject: account,
        account: .init(pseudonym: account, version: Int64(index / 50 + 1)),
        commitment: Commitment.digest(
          salt: [UInt8](repeating: UInt8(index % 251), count: 32), payload: [1, 2, 3]),
        postings: [
          Posting(account: .chart("cash"), amount: Int64(index + 1) * 100, currency: "TWD"),
          Posting(account: .pseudonym(account), amount: -Int64(index + 1) * 100, currency: "TWD"),
        ],
        effectiveOn: Day("2005-09-30")!.adding(days: -(index % 90)),
        recordedAt: Timestamp(microseconds: 1_750_000_000_000_000 + Int64(index)),
        actor: Identifier(high: 1, low: 1)
      ).leaf().bytes
    }
  }

  func tree(_ size: Int) -> (tree: TreeAppender, tiles: TileSet) {
    var tree = TreeAppender()
    let full = tree.append(contentsOf: leaves.prefix(size).lazy.map { Hashing.leaf($0) })
    var tiles = TileSet()
    for tile in full + tree.partialTiles {
      guard case .hashes(let level) = tile.address.content else { continue }
      tiles.insert(level: level, index: tile.address.index, bytes: tile.bytes)
    }
    return (tree, tiles)
  }

  func note(_ size: Int) throws -> [UInt8] {
    try signer.note(
      Checkpoint(origin: Self.origin, size: size, root: tree(size).tree.root)
    ).bytes
  }

  static func datasets() throws -> [Dataset] {
    [
      try Dataset(
        code: 5, name: "repay",
        columns: [
          .init("paid_on", .day), .init("amount", .amount), .init("principal", .amount),
          .init("currency", .text), .init("remark", .text),
        ],
        rows: [
          .init(
            operation: .add, requestID: "r-1",
            values: ["2005-09-03", "125000", "100000", "TWD", "a \"quoted\", 逾期还款\nnext line"]),
          .init(
            operation: .add, requestID: "r-2", values: ["2005-09-04", "1", nil, "CNY", nil]),
          .init(
            operation: .update, requestID: "r-1",
            values: ["2005-09-03", "125001", "-7", "TWD", nil]),
          .init(operation: .delete, requestID: "r-0", values: [nil, nil, nil, nil, nil]),
        ]),
      try Dataset(code: 7, name: "five_class", columns: [.init("class", .integer)], rows: []),
    ]
  }

  /// The extract of the entries from `first` to `size`.
  func extract(
    from first: Int?, to size: Int, previousManifest: Digest? = nil, batch: Int = 100
  ) throws -> [UInt8] {
    let description = ExtractDescription(
      tenant: Self.tenant, regulator: "reg_1", from: Day("2005-09-01")!,
      through: Day("2005-09-30")!, asOf: Day("2005-09-30")!, sequence: first == nil ? 1 : 2,
      previousManifest: first == nil
        ? nil : previousManifest ?? Hashing.sha256(Array("manifest".utf8)))
    var writer = try ExtractWriter(
      description, log: log, checkpoint: note(size), previousCheckpoint: try first.map(note))
    var tiles = TileSet()
    let all = tree(size).tiles
    for address in writer.tilesNeeded {
      guard case .hashes(let level) = address.content else { continue }
      tiles.insert(
        level: level, index: address.index,
        bytes: try all.hashes(level: level, index: address.index, width: address.width))
    }
    var out = try writer.begin(datasets: Self.datasets(), tiles: tiles)
    let needed = writer.leavesNeeded
    for start in stride(from: needed.lowerBound, to: needed.upperBound, by: batch) {
      out += try writer.leaves(Array(leaves[start..<min(start + batch, needed.upperBound)]))
    }
    return out + (try writer.finish(signer: signer))
  }
}

/// The files of a tar archive, with the range each takes, header and padding included. Written
/// apart from the product's reader.
func untar(_ archive: [UInt8]) -> [(path: String, range: Range<Int>, bytes: [UInt8])] {
  var out: [(String, Range<Int>, [UInt8])] = []
  var at = 0
  while at < archive.count, archive[at] != 0 {
    let path = String(decoding: archive[at..<at + 100].prefix { $0 != 0 }, as: UTF8.self)
    let size = Int(String(decoding: archive[at + 124..<at + 135], as: UTF8.self), radix: 8)!
    let end = at + 512 + (size + 511) / 512 * 512
    out.append((path, at..<end, Array(archive[at + 512..<at + 512 + size])))
    at = end
  }
  return out
}

/// The archive with one file's bytes replaced by others of any length.
func replacing(_ archive: [UInt8], _ path: String, with bytes: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  for file in untar(archive) {
    guard file.path == path else {
      out += archive[file.range]
      continue
    }
    var header = Array(archive[file.range.lowerBound..<file.range.lowerBound + 512])
    let octal = String(bytes.count, radix: 8)
    let field = String(repeating: "0", count: 11 - octal.count) + octal
    header.replaceSubrange(124..<135, with: Array(field.utf8))
    header.replaceSubrange(148..<156, with: Array("        ".utf8))
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    let text = String(repeating: "0", count: 6 - sum.count) + sum + "\0 "
    header.replaceSubrange(148..<156, with: Array(text.utf8))
    out += header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }
  return out + [UInt8](repeating: 0, count: 1024)
}

/// Runs a program; gives its exit code and what it printed.
func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
