/// Bounds of this module, each with its reason.
package enum Limits {
  /// Longest idempotency key, in bytes: the column's own bound, enough for a uuid with a prefix.
  package static let idempotencyKeyByteCountMax = 128
  /// Most networks of one credential: they are compared on each call.
  package static let networksMax = 32
  /// Most grants of one regulator read with its credential: as many tenants and periods as one
  /// supervisor plausibly has; the rest would be asked for by tenant.
  package static let grantsMax = 1024
  /// Seconds for which an approval may be used after it was given.
  package static let approvalSecondsMax: Int64 = 24 * 3600
}
