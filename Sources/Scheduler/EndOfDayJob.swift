package import Bytes
import Contract
import Domain
import Engine
import Queries
import SQL
import World

/// A business day that was just closed.
package struct ClosedDay: Sendable, Equatable {
  package let closedOn: Day
  package let nextOn: Day

  package init(closedOn: Day, nextOn: Day) {
    self.closedOn = closedOn
    self.nextOn = nextOn
  }

  /// The end of the month which the close was the last of; nil within a month.
  package var endedMonth: Day? {
    let end = closedOn.endOfMonth
    return end < nextOn ? end : nil
  }
}

/// What else is to be done after a close; called again when the job runs again, so it must be keyed.
package typealias AfterClose =
  @Sendable (_ day: ClosedDay, _ context: JobContext) async throws(JobFailure) -> Void

/// The end-of-day run of one business day: parts in the tenant's lane, then the next day is opened.
package struct EndOfDayJob: JobHandler {
  /// How far a run is.
  struct Progress: Equatable {
    /// The last debtor done; all before it are done too.
    var after: Identifier
    var accountCount: Int64

    static let none = Progress(after: Identifier(high: 0, low: 0), accountCount: 0)

    init(after: Identifier, accountCount: Int64) {
      self.after = after
      self.accountCount = accountCount
    }

    /// 16 bytes of the identifier, 8 of the count, big-endian.
    var bytes: [UInt8] {
      after.bytes + Identifier(high: 0, low: UInt64(accountCount)).bytes.suffix(8)
    }

    /// - Returns: nil for bytes of another form.
    init?(_ bytes: [UInt8]) {
      guard bytes.count == 24, let after = Identifier(bytes: bytes.prefix(16)),
        let count = Identifier(bytes: [UInt8](repeating: 0, count: 8) + bytes.suffix(8)),
        let accountCount = Int64(exactly: count.low)
      else { return nil }
      self.init(after: after, accountCount: accountCount)
    }
  }
  private struct Part: Sendable {
    let subjects: [Identifier]
    let accountCount: Int64
    let last: Identifier
  }

  private static let method = "tally.v1.Days/Run"

  private let afterClose: [AfterClose]

  package init(afterClose: [AfterClose] = []) { self.afterClose = afterClose }

  package var kind: String { JobKind.endOfDay }

  package func run(_ job: ClaimedJob, _ context: JobContext) async throws(JobFailure) {
    guard let closing = Day(job.slot),
      let nextOn = EndOfDayPayload.nextOn(job.payload)
    else { throw JobFailure("PAYLOAD", isFinal: true) }
    var progress = job.progress.flatMap(Progress.init) ?? .none
    let perform = Performing(context: context, method: Self.method)
    if try await perform.isClosing(closing) {
      while true {
        let parts = try await parts(after: progress.after, context)
        guard let last = parts.last else { break }
        try await work(parts, closing: closing, perform)
        progress.after = last.last
        progress.accountCount += parts.reduce(0) { $0 + $1.accountCount }
        try await context.store.saveProgress(progress.bytes, of: job.id)
        _ = try await context.store.run(
          DaysQueries.setProgress(doneCount: progress.accountCount, businessOn: closing))
      }
      try await perform(FinishDay(closing: closing), key: "eod/\(closing)/finish")
    }
    for step in afterClose { try await step(ClosedDay(closedOn: closing, nextOn: nextOn), context) }
  }

  /// The next parts; whole debtors in the order of their ids.
  private func parts(
    after: Identifier, _ context: JobContext
  ) async throws(JobFailure) -> [Part] {
    let size = EndOfDayChunk.subjectsMax
    let rows = try await context.store.run(
      MonitoringQueries.subjectsAfter(
        afterID: after, size: Int64(size * SchedulerLimits.chunksInFlightMax)
      ).bound)
    let debtors: [MonitoringQueries.SubjectsAfterRow]
    do throws(SQLFailure) { debtors = try rows.decoded() } catch { throw JobFailure(error) }
    return stride(from: 0, to: debtors.count, by: size).compactMap { start in
      let slice = debtors[start..<min(start + size, debtors.count)]
      guard let last = slice.last else { return nil }
      return Part(
        subjects: slice.map(\.id), accountCount: slice.reduce(0) { $0 + $1.accountCount },
        last: last.id)
    }
  }

  private func work(
    _ parts: [Part], closing: Day, _ perform: Performing
  ) async throws(JobFailure) {
    let failure = await withTaskGroup(of: JobFailure?.self) { group in
      for part in parts {
        group.addTask {
          do throws(JobFailure) {
            // The last debtor names the part: a resumed run cuts the same parts after the same one.
            try await perform(
              EndOfDayChunk(closing: closing, subjects: part.subjects),
              key: "eod/\(closing)/\(part.last)")
            return nil
          } catch {
            return error
          }
        }
      }
      var first: JobFailure?
      for await failure in group { first = first ?? failure }
      return first
    }
    if let failure { throw failure }
  }
}

/// Performs the operations of a job as the platform itself, again where a refusal asks for it.
struct Performing: Sendable {
  let context: JobContext
  let method: String

  func callAsFunction<O: Operation>(
    _ operation: O, key: String
  ) async throws(JobFailure) {
    let tenant = context.tenant
    for attempt in 1...SchedulerLimits.operationAttemptsMax {
      let result = await tenant.desk.perform(
        operation, caller: tenant.caller(method: method, key: key),
        budget: SchedulerLimits.operationNanoseconds)
      switch result {
      case .success: return
      case .failure(let refusal):
        guard case .sameKey(let milliseconds) = refusal.retry,
          attempt < SchedulerLimits.operationAttemptsMax
        else { throw JobFailure(refusal) }
        do { try await context.world.sleep(.milliseconds(Int64(milliseconds))) } catch {
          throw JobFailure("CANCELLED")
        }
      }
    }
  }

  /// False when the run of this day ended before and only what follows it is left.
  func isClosing(_ day: Day) async throws(JobFailure) -> Bool {
    do throws(Refusal) {
      let reply = try await context.tenant.desk.answer(
        ReadDay(),
        deadline: context.world.monotonicNow() + SchedulerLimits.statementNanoseconds)
      return reply.dayState == 2 && reply.businessOn == day.description
    } catch {
      throw JobFailure(error)
    }
  }
}
