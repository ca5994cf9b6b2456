import Bytes
import Foundation
import Logging
package import World

extension World {
  /// Real clocks and randomness, and no log: for tests against a real PostgreSQL.
  package static let real = World(
    recordedNow: { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) },
    civilNow: { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) },
    monotonicNow: { DispatchTime.now().uptimeNanoseconds },
    randomBytes: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } },
    sleep: { try await Task.sleep(for: $0) },
    log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
}
