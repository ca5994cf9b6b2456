/// Bounds of the door to the outside.
package enum Limits {
  /// Bytes taken from the kernel at a time: one call serves some hundreds of identifiers, and what a
  /// crash could expose of numbers not yet handed out stays small.
  package static let randomPoolByteCount = 4096
  /// Longest time zone name asked for. Source: the longest of tzdata is 32 bytes.
  package static let zoneNameByteCountMax = 64
  /// Largest time zone file read. Source: the largest of tzdata is under 4 KiB.
  package static let zoneFileByteCountMax = 64 << 10
  /// Most sleepers and alarms of one simulated clock: beyond it a test is leaking them.
  package static let simulatedSleeperCountMax = 100_000
  /// Longest value of a metric label: label values are names out of closed sets.
  package static let labelByteCountMax = 96
}
