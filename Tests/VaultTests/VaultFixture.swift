import Bytes
import Synchronization
import Testing
import Vault

/// SplitMix64: the randomness of a test, a function of its seed.
final class SeededSource: Sendable {
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

  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  func identifier() -> Identifier { Identifier(high: next(), low: next()) }

  func entropy() -> Entropy { Entropy(drawing: { self.bytes($0) }) }
}

/// A tenant with its keys, made from a seed.
struct Household {
  let source: SeededSource
  let masters: MasterKeys
  let tenant: Identifier
  let records: [WrappedKey]
  let keys: TenantKeys

  init(seed: UInt64) throws {
    source = SeededSource(seed)
    masters = try MasterKeys(current: MasterKey(bytes: source.bytes(32)))
    tenant = source.identifier()
    var entropy = source.entropy()
    records = TenantKeys.generate(tenant: tenant, under: masters.current, entropy: &entropy)
    keys = try TenantKeys(tenant: tenant, records: records, masters: masters)
  }

  func place(row: Identifier) -> Place {
    Place(tenant: tenant, table: "pii_identifier", column: "ciphertext", row: row)
  }
}

/// The failure which `body` throws, or nil.
func failure(_ body: () throws -> Void) -> VaultFailure? {
  do {
    try body()
    return nil
  } catch {
    return error as? VaultFailure
  }
}
