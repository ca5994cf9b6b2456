import Bytes
import Ledger

/// A seeded generator (SplitMix64): a failing seed becomes a test argument.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
  mutating func digest() -> Digest { Digest(bytes: bytes(32))! }
  mutating func identifier() -> Identifier { Identifier(high: next(), low: next()) }
}

extension Digest {
  init(hex: String) { self.init(bytes: Hex.bytes(hex)!)! }
}

/// An entry with every field that `seed` chooses.
func randomDraft(
  _ random: inout Seeded, tenant: String = "t_01", log: Log = .ledger
) -> LedgerEntryDraft {
  let kind = EntryKind.allCases.filter { $0.log == log }.randomElement(using: &random)!
  let milliseconds = UInt64.random(in: 1_700_000_000_000...1_800_000_000_000, using: &random)
  let id = Identifier(
    milliseconds: milliseconds, randomHigh: random.next(), randomLow: random.next())
  var draft = LedgerEntryDraft(
    tenant: tenant, entry: id, kind: kind,
    effectiveOn: Day(number: Int32.random(in: -700_000...2_900_000, using: &random)),
    recordedAt: Timestamp(
      microseconds: Int64.random(in: -2_000_000_000_000_000...9_000_000_000_000_000, using: &random)
    ),
    actor: random.identifier())
  if Bool.random(using: &random) { draft.subject = random.identifier() }
  if Bool.random(using: &random) { draft.commitment = random.digest() }
  if Bool.random(using: &random) { draft.idempotency = random.digest() }
  if kind.namesAnother || Bool.random(using: &random) {
    draft.reverses = Identifier(milliseconds: 1, randomHigh: random.next(), randomLow: 7)
  }
  if log == .ledger, Bool.random(using: &random) {
    draft.account = .init(
      pseudonym: random.identifier(),
      version: Int64.random(in: 1...9_007_199_254_740_991, using: &random))
  }
  for _ in 0..<Int.random(in: 0...2, using: &random) {
    draft.others.append(.init(subject: random.identifier(), commitment: random.digest()))
  }
  for _ in 0..<(log == .ledger ? Int.random(in: 0...2, using: &random) : 0) {
    let amount = Int64.random(in: 1...Int64.max, using: &random)
    let currency = ["TWD", "CNY", "USD"].randomElement(using: &random)!
    draft.postings.append(
      Posting(account: .pseudonym(random.identifier()), amount: amount, currency: currency))
    draft.postings.append(
      Posting(
        account: .chart(["cash", "fee_income", "a1"].randomElement(using: &random)!),
        amount: -amount, currency: currency))
  }
  return draft
}

/// Entries "entry-0", "entry-1", …
func entry(_ index: Int) -> [UInt8] { Array("entry-\(index)".utf8) }

/// Hash tiles kept while a tree grows.
struct Forest {
  var tree = TreeAppender()
  var full: [Tile] = []

  init(count: Int) {
    full = tree.append(contentsOf: (0..<count).lazy.map { Hashing.leaf(entry($0)) })
  }

  var tiles: TileSet {
    var set = TileSet()
    for tile in full + tree.partialTiles {
      guard case .hashes(let level) = tile.address.content else { continue }
      set.insert(level: level, index: tile.address.index, bytes: tile.bytes)
    }
    return set
  }
}

/// RFC 6962 section 2.1, word by word: the independent definition.
func plainRoot(_ hashes: ArraySlice<Digest>) -> Digest {
  switch hashes.count {
  case 0: return Hashing.emptyRoot
  case 1: return hashes.first!
  default:
    var split = 1
    while split * 2 < hashes.count { split *= 2 }
    let middle = hashes.startIndex + split
    return Hashing.sha256(
      [1] + plainRoot(hashes[..<middle]).bytes + plainRoot(hashes[middle...]).bytes)
  }
}
