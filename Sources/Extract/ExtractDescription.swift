package import Bytes

/// What an extract is of: one tenant, one regulator, one period, as of one closed business date.
package struct ExtractDescription: Sendable, Equatable {
  package var tenant: String
  /// Opaque id of the regulator.
  package var regulator: String
  package var from: Day
  /// Last day of the period.
  package var through: Day
  /// The closed business date whose state the datasets show.
  package var asOf: Day
  /// From 1, without a gap, for one tenant and regulator.
  package var sequence: Int
  /// SHA-256 of the manifest of the extract before this one; nil for the first.
  package var previousManifest: Digest?

  package init(
    tenant: String, regulator: String, from: Day, through: Day, asOf: Day, sequence: Int,
    previousManifest: Digest?
  ) {
    self.tenant = tenant
    self.regulator = regulator
    self.from = from
    self.through = through
    self.asOf = asOf
    self.sequence = sequence
    self.previousManifest = previousManifest
  }

  /// Modification time of every file: the end of the period, so that a repeated run gives the same
  /// bytes.
  var modifiedAt: Int { (Int(through.number) + 1) * 86_400 }
}
