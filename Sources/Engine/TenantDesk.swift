package import Contract
package import Domain
package import SQL
import SwiftProtobuf
package import World

/// Everything a call needs of one tenant: its write lane and its reading sessions.
package struct TenantDesk: Sendable {
  package let tenant: TenantContext
  package let lane: Lane
  private let readers: any SessionSource
  private let world: World
  private let zone: @Sendable (String) -> ZoneRules?

  package init(
    tenant: TenantContext, lane: Lane, readers: any SessionSource, world: World,
    zone: @escaping @Sendable (String) -> ZoneRules?
  ) {
    self.tenant = tenant
    self.lane = lane
    self.readers = readers
    self.world = world
    self.zone = zone
  }

  /// Performs a writing operation in the tenant's lane.
  ///
  /// - Parameter budget: nanoseconds the caller still has.
  package func perform<O: Operation>(
    _ operation: O, caller: Caller, budget: UInt64
  ) async -> Result<[UInt8], Refusal> {
    await lane.perform(operation, caller: caller, budget: budget)
  }

  /// Answers an inquiry from one snapshot.
  ///
  /// - Parameter deadline: on the monotonic clock, in nanoseconds.
  package func answer<I: Inquiry>(
    _ inquiry: I, deadline: UInt64
  ) async throws(Refusal) -> I.Reply {
    let moment = Moment(
      recordedAt: world.recordedNow(), civilAt: world.civilNow(),
      newIdentifier: { [world] in world.identifier() }, randomBytes: world.randomBytes, zone: zone)
    let result: Result<I.Reply, Refusal>
    do throws(SQLFailure) {
      result = try await readers.withSession(deadline: deadline) { (session) throws(SQLFailure) in
        try await read(inquiry, moment: moment, on: session, deadline: deadline)
      }
    } catch {
      throw refusal(for: error)
    }
    return try result.get()
  }

  private func read<I: Inquiry>(
    _ inquiry: I, moment: Moment, on session: any Session, deadline: UInt64
  ) async throws(SQLFailure) -> Result<I.Reply, Refusal> {
    var answers = try await run(inquiry.reads, opening: .snapshot, on: session, deadline: deadline)
    let further: [Bound]
    do throws(Refusal) {
      further = try inquiry.furtherReads(answers, tenant: tenant)
    } catch {
      await rollBack(on: session, deadline: deadline)
      return .failure(error)
    }
    if further.isEmpty {
      await rollBack(on: session, deadline: deadline)
    } else {
      answers += try await run(further, closing: .commit, on: session, deadline: deadline)
    }
    do throws(Refusal) {
      return .success(try inquiry.answer(answers, tenant: tenant, at: moment))
    } catch {
      return .failure(error)
    }
  }

  /// Ends the snapshot, so that the session can be lent again; the answer does not depend on it.
  private func rollBack(on session: any Session, deadline: UInt64) async {
    do throws(SQLFailure) {
      _ = try await session.run(Batch([], closing: .rollback), deadline: deadline)
    } catch {
      // What was read stands; the pool closes a session in an unknown state.
    }
  }

  private func run(
    _ calls: [Bound], opening: Batch.Opening = .none, closing: Batch.Closing = .none,
    on session: any Session, deadline: UInt64
  ) async throws(SQLFailure) -> [Rows] {
    let executions = Columns.coalesced(calls)
    let rows = try await session.run(
      Batch(opening: opening, executions.map(\.bound), closing: closing), deadline: deadline)
    return try Columns.separated(rows, of: executions, callCount: calls.count)
  }

  private func refusal(for failure: SQLFailure) -> Refusal {
    switch failure.code {
    case .connectionLost, .unavailable, .serialization, .lockNotAvailable:
      return Refusal(
        .unavailable, .unavailable, "the database cannot be reached",
        retry: .sameKey(afterMilliseconds: 500))
    case .cancelled:
      return Task.isCancelled
        ? Refusal(.cancelled, .callCancelled, "the call was cancelled")
        : Refusal(.deadlineExceeded, .deadlineExceeded, "the deadline passed")
    case .violated, .server, .undecodable:
      world.tell(
        .error, "inquiry failed", ["statement": failure.statement, "failure": failure.logged])
      return .internalError
    }
  }
}
