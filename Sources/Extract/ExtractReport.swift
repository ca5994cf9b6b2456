package import Bytes
package import Ledger

/// One thing which is wrong with an extract.
package struct ExtractFinding: Sendable, Equatable {
  /// The file in which it shows.
  package let file: String
  /// Index of the ledger entry, where one can be named.
  package let entry: Int?
  package let problem: String

  package init(file: String, entry: Int? = nil, problem: String) {
    self.file = file
    self.entry = entry
    self.problem = problem
  }
}

extension ExtractFinding: CustomStringConvertible {
  package var description: String {
    let place = entry.map { "\(file), entry \($0)" } ?? file
    return "\(place): \(problem)"
  }
}

/// What the verification of an extract showed.
package struct ExtractReport: Sendable {
  /// What stands in the witness's place.
  package enum Witness: Sendable, Equatable {
    /// Nobody but the sender signed: a forked ledger could not be noticed by this file alone.
    case none
    case cosigned(count: Int)
  }
  /// How the extract continues the one before it.
  package enum Continuity: Sendable, Equatable {
    /// The ledger is contained from its first entry.
    case first
    /// Consistent with the checkpoint of the previous extract, which the archive contains; that the
    /// reader received that one is for the reader to compare.
    case contained(previousSize: Int)
    /// Consistent with the checkpoint which the reader kept.
    case proved(previousSize: Int)
    case broken
  }

  package internal(set) var findings: [ExtractFinding] = []
  /// Findings beyond `findingCountMax`, which are counted only.
  package internal(set) var findingsLeftOut = 0
  /// Nil when it cannot be read.
  package internal(set) var manifest: ExtractManifest?
  package internal(set) var manifestHash: Digest?
  /// The signed checkpoint; nil when its note cannot be trusted.
  package internal(set) var checkpoint: Checkpoint?
  package internal(set) var continuity = Continuity.broken
  package internal(set) var witness = Witness.none
  /// Entries recomputed from their bytes.
  package internal(set) var entryCount = 0
  package internal(set) var fileCount = 0

  /// True when inclusion, continuity and completeness hold and every file is as it was signed.
  package var isSound: Bool { findings.isEmpty }
}
