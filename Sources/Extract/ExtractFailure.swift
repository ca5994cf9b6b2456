package import Ledger

/// Why an extract cannot be written, or one of its files not be read.
package enum ExtractFailure: Error, Sendable, Equatable {
  /// What the ledger's formats refused.
  case ledger(LedgerFailure)
  /// A dataset breaks a rule of its form.
  case dataset(String)
  /// The parts given do not make an extract which verifies.
  case inconsistent(String)
  /// A path, size or count exceeds its bound.
  case tooLarge(String)
  /// A file breaks a rule of its form.
  case malformed(file: String, String)
}

extension ExtractFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .ledger(let failure): "\(failure)"
    case .dataset(let reason): "dataset: \(reason)"
    case .inconsistent(let reason): "the extract would not verify: \(reason)"
    case .tooLarge(let what): "\(what) is too large"
    case .malformed(let file, let reason): "\(file): \(reason)"
    }
  }
}

/// Runs `body`, turning a failure of the ledger into one of the extract.
func ledger<Result>(
  _ body: () throws(LedgerFailure) -> Result
) throws(ExtractFailure) -> Result {
  do throws(LedgerFailure) {
    return try body()
  } catch {
    throw .ledger(error)
  }
}
