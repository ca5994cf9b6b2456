package import Bytes
import Contract
import Domain
package import Ledger
import World

/// Makes the extracts of one tenant for one period end: one for each grant that covers it.
package struct ExtractJob: JobHandler {
  /// What the server gives a run.
  package struct Means: Sendable {
    package var grants:
      @Sendable (_ tenant: Identifier) async throws(ExtractJobFailure) -> [ExtractGrant]
    package var signer:
      @Sendable (_ tenant: Identifier) async throws(ExtractJobFailure) -> NoteSigner
    /// Returns when everything committed so far is under a checkpoint.
    package var seal: @Sendable (_ tenant: Identifier) async throws(ExtractJobFailure) -> Void
    package var open:
      @Sendable (_ tenant: Identifier, _ name: String) async throws(ExtractJobFailure)
        -> any ExtractFile

    package init(
      grants: @escaping @Sendable (Identifier) async throws(ExtractJobFailure) -> [ExtractGrant],
      signer: @escaping @Sendable (Identifier) async throws(ExtractJobFailure) -> NoteSigner,
      seal: @escaping @Sendable (Identifier) async throws(ExtractJobFailure) -> Void,
      open:
        @escaping @Sendable (Identifier, String) async throws(ExtractJobFailure) -> any ExtractFile
    ) {
      self.grants = grants
      self.signer = signer
      self.seal = seal
      self.open = open
    }
  }

  private let means: Means

  package init(_ means: Means) { self.means = means }

  package var kind: String { Self.kind }
  private static let kind = JobKind.extract

  /// Plans the extracts of the month that a close ended.
  package static let afterClose: AfterClose = { day, context throws(JobFailure) in
    guard let end = day.endedMonth else { return }
    try await context.store.plan(
      kind: kind, slot: end.description, payload: [], runAt: context.world.recordedNow())
  }

  package func run(_ job: ClaimedJob, _ context: JobContext) async throws(JobFailure) {
    guard let end = Day(job.slot) else { throw JobFailure("PAYLOAD", isFinal: true) }
    let tenant = context.tenant
    var isFailed = false
    do throws(ExtractJobFailure) {
      let signer = try await means.signer(tenant.id)
      let maker = ExtractMaker(
        desk: tenant.desk, principal: tenant.principal, signer: signer,
        monotonicNow: context.world.monotonicNow,
        seal: { [means] () throws(ExtractJobFailure) in try await means.seal(tenant.id) },
        open: { [means] (name) throws(ExtractJobFailure) in
          try await means.open(tenant.id, name)
        })
      for grant in try await means.grants(tenant.id) where grant.covers(end) {
        // A grant whose extract cannot be made keeps no other regulator waiting.
        do throws(ExtractJobFailure) {
          try await maker.make(grant, through: end)
        } catch {
          isFailed = true
          tell(error, grant: grant.id, context)
        }
      }
    } catch {
      isFailed = true
      tell(error, grant: nil, context)
    }
    if isFailed { throw JobFailure("EXTRACT") }
  }

  private func tell(_ failure: ExtractJobFailure, grant: Identifier?, _ context: JobContext) {
    context.world.tell(
      .warning, "extract not made",
      [
        "tenant": "\(context.tenant.id)", "grant": grant.map { "\($0)" } ?? "",
        "failure": "\(failure.logged)",
      ])
  }
}

extension ExtractGrant {
  func covers(_ day: Day) -> Bool { day >= fromOn && toOn.map { day < $0 } ?? true }
}

extension ExtractJobFailure {
  /// What a log may show.
  package var logged: String {
    switch self {
    case .refused(let refusal): refusal.reason.rawValue
    case .file(let what), .ledger(let what), .format(let what): what
    case .notSealed: "no checkpoint yet"
    }
  }
}
