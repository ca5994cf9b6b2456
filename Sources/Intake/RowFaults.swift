/// A value that cannot be taken: its column and why, never the value.
struct RowFault: Equatable {
  /// Empty when it is the row as a whole.
  let column: String
  let reason: String
}

/// Everything that is at fault in one row.
struct RowFaults {
  private(set) var all: [RowFault] = []

  /// Notes a fault once: a column may be read for several fields.
  mutating func note(_ fault: RowFault) {
    if !all.contains(fault) { all.append(fault) }
  }

  /// The faults from the leftmost column to the last, then those of the row as a whole.
  ///
  /// - Parameter order: where each column stands.
  func rejects(line: Int, order: [String: Int]) -> [Reject] {
    all.enumerated()
      .map { (place: order[$0.element.column] ?? .max, found: $0.offset, fault: $0.element) }
      .sorted { ($0.place, $0.found) < ($1.place, $1.found) }
      .map { Reject(line: line, column: $0.fault.column, reason: $0.fault.reason) }
  }
}
