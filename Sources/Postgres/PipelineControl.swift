import SQL

/// The statements which surround a batch. They have no parameters and no file.
enum PipelineControl {
  static func text(of opening: Batch.Opening) -> String? {
    switch opening {
    case .none: nil
    case .readCommitted: "begin isolation level read committed read write"
    case .snapshot: "begin isolation level repeatable read read only"
    case .repeatableRead: "begin isolation level repeatable read read write"
    }
  }
  static let commit = "commit"
  static let rollback = "rollback"
  static func lockTimeout(milliseconds: Int) -> String {
    "set local lock_timeout = \(milliseconds)"
  }
}
