package import Bytes

/// One disagreement between what is stored and what was recomputed.
package struct LedgerFinding: Sendable, Equatable {
  /// The stored row, or external file, in which the disagreement shows.
  package enum Place: Sendable, Equatable {
    case entry(index: Int, id: Identifier)
    case block(number: Int)
    case chunk(firstIndex: Int)
    case tile(TileAddress)
    case head
    /// A checkpoint note, by the name the caller gave it.
    case checkpoint(name: String)
  }
  package let place: Place
  /// The stored column, or columns of which one was changed: `leaf`, `leaf_hash`, `root`, ….
  package let column: String
  package let problem: String

  package init(place: Place, column: String, problem: String) {
    self.place = place
    self.column = column
    self.problem = problem
  }
}

extension LedgerFinding: CustomStringConvertible {
  package var description: String {
    let row =
      switch place {
      case .entry(let index, let id): "entry \(index) (\(id))"
      case .block(let number): "block \(number)"
      case .chunk(let firstIndex): "chunk at \(firstIndex)"
      case .tile(let address): address.path
      case .head: "head"
      case .checkpoint(let name): "checkpoint \(name)"
      }
    return "\(row), \(column): \(problem)"
  }
}
