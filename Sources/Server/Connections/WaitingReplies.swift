import Synchronization
import World

/// What all connections together keep for clients that do not take it. One for a server.
final class WaitingReplies: Sendable {
  /// Why a reply was dropped.
  enum Cause: String {
    case deadline
    case overload
  }

  let byteCountMax: Int
  private let total = Atomic(0)
  private let byDeadline = WaitingReplies.meter(.deadline)
  private let byOverload = WaitingReplies.meter(.overload)

  init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

  private static func meter(_ cause: Cause) -> CountMeter {
    CountMeter("tally_replies_dropped_total", MeterLabel("cause", cause.rawValue))
  }

  /// Bytes waiting now.
  var byteCount: Int { total.load(ordering: .relaxed) }

  /// More waits than may: nothing is added for a client that has not taken what it has.
  var isOver: Bool { byteCount > byteCountMax }

  /// One connection keeps `count` bytes more, or fewer.
  func change(by count: Int) { total.wrappingAdd(count, ordering: .relaxed) }

  func noteDropped(_ cause: Cause) {
    switch cause {
    case .deadline: byDeadline.add()
    case .overload: byOverload.add()
    }
  }
}
