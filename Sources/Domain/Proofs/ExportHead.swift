package import Bytes
package import Contract
import FoundationEssentials
import Ledger
import Queries
package import SQL

/// A log as its newest signed checkpoint has it: blocks may have been sealed since.
package struct ExportHead: Sendable {
  /// Entries under the checkpoint.
  package let size: Int64
  package let blockCount: Int64
  package let message: Tally_V1_LedgerExportHead
}

/// Where an export ends; not a method of its own.
package struct ReadExportHead: Inquiry {
  private let log: Log
  private let origin: String

  package init(of log: Log, tenant: TenantContext) {
    self.log = log
    origin = tenant.identity(of: log).origin
  }

  package var reads: [Bound] {
    [
      LedgerQueries.exportHead(of: log, origin: origin).bound, LedgerQueries.head(of: log).bound,
    ]
  }

  /// - Throws: `notSealedYet` while entries are sealed and no checkpoint is signed.
  package func answer(
    _ answers: [Rows], tenant: TenantContext, at moment: Moment
  ) throws(Refusal) -> ExportHead {
    let signed: [LedgerQueries.ExportHeadRow] = try answers[0].rows()
    let heads: [LedgerQueries.HeadRow] = try answers[1].rows()
    guard let head = heads.first else { throw .internalError }
    var message = Tally_V1_LedgerExportHead()
    message.origin = origin
    message.vkey = tenant.identity(of: log).vkey
    guard let checkpoint = signed.first else {
      guard head.size == 0 else {
        throw Refusal(
          .failedPrecondition, .notSealedYet, "the log has no signed checkpoint yet",
          retry: .sameKey(afterMilliseconds: 1000))
      }
      message.root = Data(head.root)
      return ExportHead(size: 0, blockCount: 0, message: message)
    }
    message.size = UInt64(checkpoint.size)
    message.root = Data(checkpoint.root)
    message.checkpoint = String(decoding: checkpoint.note, as: UTF8.self)
    return ExportHead(
      size: checkpoint.size, blockCount: checkpoint.blockNumber, message: message)
  }
}
