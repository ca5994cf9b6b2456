package import Ledger
package import SQL

/// Why a ledger was not sealed, or its checkpoint not signed.
package enum SealFailure: Error, Sendable, Equatable {
  /// Another sealer was quicker; nothing was written.
  case conflict
  case database(SQLFailure)
  /// The log's place or key cannot be read now.
  case unavailable
  case ledger(LedgerFailure)
  /// A stored value has not the form that it must have; the column is named.
  case corrupt(String)
  /// The head is behind the checkpoint kept outside: restored, or cut. Nothing is signed.
  case behindExternal(size: Int, externalSize: Int)
  /// The ledger had another root at the size of the checkpoint kept outside. Nothing is signed.
  case forked(externalSize: Int)
  /// The note kept outside cannot be read, or is not signed by the ledger's key.
  case externalUnreadable
  /// The note kept outside cannot be written; the number is the system's error.
  case externalUnwritable(errno: Int32)
  /// Another sealer wrote the note kept outside meanwhile.
  case externalChanged

  /// True when the operator must act: signing stops until then.
  package var needsOperator: Bool {
    switch self {
    case .behindExternal, .forked, .externalUnreadable, .externalUnwritable, .corrupt, .ledger: true
    case .conflict, .database, .unavailable, .externalChanged: false
    }
  }
}

extension SealFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .conflict: "another sealer was quicker"
    case .database(let failure): "\(failure.statement): \(failure.code)"
    case .unavailable: "its place or key cannot be read now"
    case .ledger(let failure): "\(failure)"
    case .corrupt(let column): "\(column) has not the form that it must have"
    case .behindExternal(let size, let externalSize):
      "sealed up to \(size), but a checkpoint of size \(externalSize) was signed before"
    case .forked(let externalSize): "another root at size \(externalSize) was signed before"
    case .externalUnreadable: "the external checkpoint cannot be read"
    case .externalUnwritable(let errno): "the external checkpoint cannot be written (\(errno))"
    case .externalChanged: "another sealer wrote the external checkpoint"
    }
  }
}

/// Runs `body`, turning a failure of the ledger into one of the sealer.
func sealing<Result>(
  _ body: () throws(LedgerFailure) -> Result
) throws(SealFailure) -> Result {
  do throws(LedgerFailure) {
    return try body()
  } catch {
    throw .ledger(error)
  }
}
