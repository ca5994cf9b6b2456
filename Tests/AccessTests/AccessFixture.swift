import Access
import Bytes
import Contract

enum Fixture {
  static let tenant = Identifier(high: 1, low: 1)
  static let otherTenant = Identifier(high: 1, low: 2)
  static let now = Timestamp(microseconds: 1_800_000_000_000_000)
  static let hash = digest(7)

  static func digest(_ byte: UInt8) -> Digest {
    guard let digest = Digest(bytes: [UInt8](repeating: byte, count: 32)) else { fatalError() }
    return digest
  }

  static func kind(for role: Role) -> Principal.Kind {
    switch role {
    case .regulator: .regulator
    case .debtor, .lender, .merchant: .subject
    default: .person
    }
  }

  static func principal(
    _ roles: Set<Role>, kind: Principal.Kind? = nil, tenant: Identifier? = Fixture.tenant,
    subject: Identifier? = nil, grants: [RegulatorGrant] = [], networks: [String] = [],
    expiresAt: Timestamp = now.adding(seconds: 60)
  ) -> Principal {
    Principal(
      id: Identifier(high: 9, low: 1), kind: kind ?? roles.first.map(Self.kind) ?? .person,
      pseudonym: Identifier(high: 9, low: 2), tenant: tenant, roles: roles, subject: subject,
      grants: grants, networks: networks.compactMap { Network($0) }, expiresAt: expiresAt)
  }

  static func policy(
    _ callers: Policy.Callers, effect: Effect = .read, reveals: Reveals = .none,
    needsFourEyes: Bool = false, needsKey: Bool = false
  ) -> Policy {
    Policy(
      callers: callers, effect: effect, reveals: reveals, needsFourEyes: needsFourEyes,
      needsKey: needsKey, rate: .normal, kind: .unary, messageByteCountMax: 1024)
  }

  static func call(
    key: String? = "key-1", purpose: String = "", tenant: Identifier? = nil, peer: Peer = .local,
    approval: Approval? = nil, requestHash: Digest? = nil
  ) -> CallFacts {
    CallFacts(
      now: now, peer: peer, idempotencyKey: key, purpose: purpose, namedTenant: tenant,
      requestHash: requestHash, approval: approval)
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

/// SplitMix64.
struct SeededNumbers {
  var state: UInt64

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
}
