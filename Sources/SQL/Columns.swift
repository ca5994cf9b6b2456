/// Lets the calls of a batch share executions of columnar statements.
package enum Columns {
  /// One execution and the calls (indices into the list given) it serves, in order.
  package struct Execution: Sendable {
    package let bound: Bound
    package let calls: [Int]
  }

  /// Groups calls of the same columnar statement, keeping the order of first appearance.
  ///
  /// The caller must give calls whose order between different statements does not matter beyond
  /// the order of first appearance (operations of a batch touch disjoint rows).
  package static func coalesced(_ calls: [Bound]) -> [Execution] {
    var order: [[Int]] = []
    var groupOf: [String: Int] = [:]
    for (index, call) in calls.enumerated() {
      switch call.statement.shape {
      case .single:
        order.append([index])
      case .columnar:
        if let group = groupOf[call.statement.name] {
          order[group].append(index)
        } else {
          groupOf[call.statement.name] = order.count
          order.append([index])
        }
      }
    }
    return order.map { group in
      let first = calls[group[0]]
      guard first.statement.shape == .columnar else { return Execution(bound: first, calls: group) }
      let columns = first.statement.parameters.indices.map { column in
        Value.array(
          element: first.statement.parameters[column].type,
          group.map { calls[$0].values[column] })
      }
      return Execution(bound: Bound(first.statement, columns), calls: group)
    }
  }

  /// Gives each call its own rows, whatever executions served it.
  package static func separated(
    _ results: [Rows], of executions: [Execution], callCount: Int
  ) throws(SQLFailure) -> [Rows] {
    var out = [Rows?](repeating: nil, count: callCount)
    for (result, execution) in zip(results, executions) {
      switch execution.bound.statement.shape {
      case .single: out[execution.calls[0]] = result
      case .columnar:
        guard execution.bound.statement.returnsRows else { continue }
        let parts = try result.split(callCount: execution.calls.count)
        for (call, part) in zip(execution.calls, parts) { out[call] = part }
      }
    }
    return out.map { $0 ?? Rows(statement: "", columnCount: 0) }
  }
}

extension Columns {
  /// Merges the calls of several operations, keeping the order of the calls inside each.
  ///
  /// - Returns: the executions, in an order which is right for every operation. Calls of one
  ///   columnar statement share an execution where that order allows it.
  package static func merged(_ operations: [[Bound]]) -> [Bound] {
    var groups: [(statement: Statement, calls: [Bound])] = []
    for calls in operations {
      var earliest = 0
      for call in calls {
        let shared = groups[earliest...].firstIndex { group in
          call.statement.shape == .columnar && group.statement == call.statement
        }
        if let shared {
          groups[shared].calls.append(call)
          earliest = shared
        } else {
          groups.append((call.statement, [call]))
          earliest = groups.count - 1
        }
      }
    }
    return groups.flatMap { group in coalesced(group.calls).map(\.bound) }
  }
}

extension Columns {
  /// The calls with those of one columnar statement brought together, in the order of first
  /// appearance: right where only the order between statements matters.
  package static func grouped(_ calls: [Bound]) -> [Bound] {
    var order: [Statement] = []
    var groups: [Statement: [Bound]] = [:]
    for call in calls {
      if groups[call.statement] == nil { order.append(call.statement) }
      groups[call.statement, default: []].append(call)
    }
    return order.flatMap { groups[$0] ?? [] }
  }
}
