package import Bytes
package import Contract
package import SQL
package import World

/// Why a run of a job ended without its work done.
package struct JobFailure: Error, Sendable, Equatable {
  /// A word for rows and logs; never values.
  package var reason: String
  /// True when no further run can succeed.
  package var isFinal: Bool

  package init(_ reason: String, isFinal: Bool = false) {
    self.reason = String(reason.prefix(SchedulerLimits.errorLengthMax))
    self.isFinal = isFinal
  }

  package init(_ refusal: Refusal) {
    self.init(refusal.reason.rawValue)
  }

  package init(_ failure: SQLFailure) {
    self.init("SQL \(failure)")
  }
}

/// A job as its owner took it.
package struct ClaimedJob: Sendable, Equatable {
  package let id: Identifier
  package let kind: String
  package let slot: String
  /// Counts runs from 1.
  package let attempt: Int
  package let payload: [UInt8]
  /// What the run before kept; nil for a first run.
  package let progress: [UInt8]?

  package init(
    id: Identifier, kind: String, slot: String, attempt: Int, payload: [UInt8], progress: [UInt8]?
  ) {
    self.id = id
    self.kind = kind
    self.slot = slot
    self.attempt = attempt
    self.payload = payload
    self.progress = progress
  }
}

/// What a handler works with.
package struct JobContext: Sendable {
  package let world: World
  package let tenant: SchedulerTenant
  package let store: JobStore

  package init(world: World, tenant: SchedulerTenant, store: JobStore) {
    self.world = world
    self.tenant = tenant
    self.store = store
  }
}

/// Does the jobs of one kind. A run may begin anew after a crash: whatever it does is keyed.
package protocol JobHandler: Sendable {
  var kind: String { get }
  func run(_ job: ClaimedJob, _ context: JobContext) async throws(JobFailure)
}
