import Access
import Bytes
import Contract
import Domain
import Ledger
import SQL
import Synchronization
import Testing
import Vault

/// A tenant with keys from a seed, and facts made of given rows: operations decide without a
/// database.
struct OperationBench {
  let tenant: TenantContext
  let debtor = Identifier(high: 7, low: 1)
  let collector = Identifier(high: 9, low: 1)
  let wrappedKey: [UInt8]
  let businessOn = Day("2005-09-30")!
  private let numbers: Numbers

  /// SplitMix64 behind a lock.
  final class Numbers: Sendable {
    private let state: Mutex<UInt64>
    init(_ seed: UInt64) { state = Mutex(seed) }
    func next() -> UInt64 {
      state.withLock { state in
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
      }
    }
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
    func version7() -> Identifier {
      Identifier(
        high: next() & ~0xF000 | 0x7000, low: next() & ~(3 << 62) | 2 << 62)
    }
  }

  init(seed: UInt64 = 1) throws {
    let numbers = Numbers(seed)
    self.numbers = numbers
    let id = Identifier(high: 1, low: 1)
    let masters = try MasterKeys(current: MasterKey(bytes: numbers.bytes(32)))
    var entropy = Entropy(drawing: { numbers.bytes($0) })
    let records = TenantKeys.generate(tenant: id, under: masters.current, entropy: &entropy)
    let keys = try TenantKeys(tenant: id, records: records, masters: masters)
    wrappedKey = keys.createSubjectKey(for: debtor, entropy: &entropy).wrapped
    tenant = TenantContext(
      tenant: id, opaqueName: "t_1", baseCurrency: "TWD", jurisdiction: "CN",
      regime: "credit_card", keys: keys,
      ledger: LogIdentity(origin: "example/l/t_1/1", vkey: ""),
      access: LogIdentity(origin: "example/a/t_1/1", vkey: ""))
  }

  func moment(civil: String = "2026-06-15T02:00:00Z") throws -> Moment {
    let zone = try ZoneRules(ZoneRulesTests.file("Asia/Taipei"))
    let numbers = numbers
    return Moment(
      recordedAt: Timestamp(microseconds: 1_790_000_000_000_000),
      civilAt: try #require(Timestamp(civil)), newIdentifier: { numbers.version7() },
      randomBytes: { numbers.bytes($0) }, zone: { $0 == "Asia/Taipei" ? zone : nil })
  }

  func facts(located: [Rows] = [], _ answers: [Rows]) -> Facts {
    Facts(
      tenant: tenant,
      day: BusinessDay(
        businessOn: businessOn, nextOn: nil, isClosing: false, lastClosedOn: nil),
      policy: .shipped, located: located, answers: answers)
  }

  func principal(_ roles: Set<Role>, id: Identifier? = nil) -> Principal {
    let isDebtor = roles == [.debtor]
    return Principal(
      id: id ?? collector, kind: isDebtor ? .subject : .person, pseudonym: collector,
      tenant: tenant.tenant, roles: roles, subject: isDebtor ? id ?? debtor : nil,
      expiresAt: Timestamp(microseconds: .max))
  }

  func call<Request: Sendable>(
    _ request: Request, _ roles: Set<Role>, id: Identifier? = nil
  ) throws -> Authorised<Request> {
    try Gate.admit(
      request, as: principal(roles, id: id),
      under: Policy(
        callers: .roles(roles), effect: .write, reveals: .none, needsFourEyes: false,
        needsKey: true, rate: .normal, kind: .unary, messageByteCountMax: 1024),
      call: CallFacts(
        now: Timestamp(microseconds: 0), peer: .local, idempotencyKey: "k", purpose: ""))
  }
}

extension Rows {
  /// Rows as PostgreSQL would send them.
  init(_ rows: [Value]...) {
    self.init(statement: "given", columnCount: rows.first?.count ?? 0)
    for row in rows {
      append { column, buffer in
        guard let bytes = row[column].wire else { return false }
        buffer.append(contentsOf: bytes)
        return true
      }
    }
  }
}

extension Value {
  /// PostgreSQL's binary form; nil for NULL.
  var wire: [UInt8]? {
    func big(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    switch self {
    case .null: return nil
    case .bool(let value): return [value ? 1 : 0]
    case .int2(let value): return big(value)
    case .int4(let value): return big(value)
    case .int8(let value): return big(value)
    case .text(let value): return Array(value.utf8)
    case .bytes(let value): return value
    case .identifier(let value): return big(value.high) + big(value.low)
    case .day(let value): return big(value.number - PostgresEpoch.days)
    case .timestamp(let value): return big(value.microseconds - PostgresEpoch.microseconds)
    case .array(let element, let values):
      let head: [UInt8] =
        values.isEmpty
        ? big(Int32(0)) + big(Int32(0)) + big(Int32(element.objectID))
        : big(Int32(1)) + big(Int32(0)) + big(Int32(element.objectID))
          + big(Int32(values.count)) + big(Int32(1))
      return values.reduce(head) { out, value in
        let bytes = value.wire ?? []
        return out + big(Int32(bytes.count)) + bytes
      }
    }
  }
}

/// The refusal which `body` throws, or nil.
func refusal(_ body: () throws -> Void) -> Refusal? {
  do {
    try body()
    return nil
  } catch {
    return error as? Refusal
  }
}

extension Decision {
  /// The names of what is written, in order.
  var statements: [String] { writes.map(\.statement.name) }

  var refused: Refusal? {
    guard case .refusal(let refusal) = answer else { return nil }
    return refusal
  }

  var replied: Reply? {
    guard case .reply(let make) = answer else { return nil }
    return make(Tally_V1_Receipt())
  }
}
