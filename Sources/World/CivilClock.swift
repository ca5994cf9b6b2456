package import Bytes
import Synchronization

/// How far civil time has been moved from wall time, for demonstrations and tests.
///
/// Shared by every copy of the `World` it was given to. Deadlines, tokens and recorded time do not
/// ask it.
package final class CivilClock: Sendable {
  private let offsetMicroseconds = Atomic<Int64>(0)

  package init() {}

  /// The civil time which belongs to a wall time.
  package func civil(_ recorded: Timestamp) -> Timestamp {
    let offset = offsetMicroseconds.load(ordering: .relaxed)
    let (moved, overflow) = recorded.microseconds.addingReportingOverflow(offset)
    return overflow ? recorded : Timestamp(microseconds: moved)
  }

  /// Moves civil time so that it is `civil` at the wall time `recorded`, and runs on from there.
  package func move(to civil: Timestamp, at recorded: Timestamp) {
    let (offset, overflow) = civil.microseconds
      .subtractingReportingOverflow(recorded.microseconds)
    offsetMicroseconds.store(overflow ? 0 : offset, ordering: .relaxed)
  }

  /// Makes civil time wall time again.
  package func reset() { offsetMicroseconds.store(0, ordering: .relaxed) }
}
