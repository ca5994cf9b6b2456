package import Bytes
package import Vault

/// The times and the randomness of one decision. A decision asks nothing else of the world.
package struct Moment: Sendable {
  /// Goes into rows as recorded time.
  package let recordedAt: Timestamp
  /// Judges conduct rules; differs from `recordedAt` only where the civil clock was moved.
  package let civilAt: Timestamp
  /// A new version 7 identifier at each call.
  package let newIdentifier: @Sendable () -> Identifier
  /// As `World.randomBytes`.
  package let randomBytes: @Sendable (_ byteCount: Int) -> [UInt8]
  /// The rules of a time zone by IANA name; nil for a name that does not exist.
  package let zone: @Sendable (_ name: String) -> ZoneRules?

  package init(
    recordedAt: Timestamp, civilAt: Timestamp,
    newIdentifier: @escaping @Sendable () -> Identifier,
    randomBytes: @escaping @Sendable (_ byteCount: Int) -> [UInt8],
    zone: @escaping @Sendable (_ name: String) -> ZoneRules?
  ) {
    self.recordedAt = recordedAt
    self.civilAt = civilAt
    self.newIdentifier = newIdentifier
    self.randomBytes = randomBytes
    self.zone = zone
  }

  /// Bytes for keys, nonces and salts, drawn in bulk.
  package func entropy() -> Entropy { Entropy(drawing: randomBytes) }
}
