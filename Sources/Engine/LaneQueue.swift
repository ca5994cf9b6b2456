import Contract
import DequeModule
import Domain
import SQL

/// An operation that knows its rows and waits for its transaction.
struct WaitingOperation: Sendable {
  let submission: Submission
  let located: [Rows]
  let footprint: Footprint
  /// Why it cannot run, as its rows were found; a reply stored under its key goes before.
  let refusal: Refusal?
  /// Sessions that were lost while it was under way.
  var sessionsLost = 0

  var share: BatchPace.Share {
    BatchPace.Share(method: submission.caller.method, rows: submission.rowEstimate)
  }
}

/// An operation of which nobody knows yet whether it happened: its commit was sent and not
/// answered, or it cannot run and an earlier call under its key may still be on its way.
struct DoubtfulOperation: Sendable {
  let operation: WaitingOperation
  /// What its caller is told when it did not happen; nil: it runs again.
  let refusal: Refusal?
}

/// What waits in a lane, in order, and which of it runs next. Pure.
struct LaneQueue: Sendable {
  private let former: BatchFormer
  /// Submitted, their rows not yet known.
  private(set) var arriving: Deque<Submission> = []
  private var interactive: Deque<WaitingOperation> = []
  private var bulk: Deque<WaitingOperation> = []
  private(set) var inDoubt: [DoubtfulOperation] = []
  /// Batches for which the operations of a method run alone.
  private var quarantine: [String: Int] = [:]
  private var interactiveBatches = 0
  private var pace = BatchPace()

  init(former: BatchFormer) { self.former = former }

  var count: Int { arriving.count + interactive.count + bulk.count + inDoubt.count }

  mutating func arrived(_ submission: Submission) { arriving.append(submission) }

  /// The first `count` of those that arrived are known now, or told.
  mutating func removeArrived(_ count: Int) { arriving.removeFirst(count) }

  mutating func append(_ operation: WaitingOperation) {
    if operation.submission.isBulk { bulk.append(operation) } else { interactive.append(operation) }
  }

  /// Puts back what was taken and not told, before everything else.
  mutating func putBack(_ batch: some BidirectionalCollection<WaitingOperation>) {
    for operation in batch.reversed() {
      if operation.submission.isBulk {
        bulk.prepend(operation)
      } else {
        interactive.prepend(operation)
      }
    }
  }

  mutating func doubt(_ operation: WaitingOperation, otherwise refusal: Refusal? = nil) {
    inDoubt.append(DoubtfulOperation(operation: operation, refusal: refusal))
  }

  mutating func takeDoubts() -> [DoubtfulOperation] {
    defer { inDoubt = [] }
    return inDoubt
  }

  /// Operations of `method` run alone for a while.
  mutating func isolate(_ method: String) { quarantine[method] = LaneLimits.quarantineBatches }

  /// Learns how long a committed batch took, in nanoseconds.
  ///
  /// - Parameter written: the positions of those that took part in the commit.
  mutating func took(_ duration: UInt64, for batch: [WaitingOperation], written: [Int]) {
    pace.took(duration, for: written.map { batch[$0].share }, isAlone: batch.count == 1)
  }

  /// Takes the operations of the next transaction.
  mutating func next() -> [WaitingOperation] {
    let isBulkTurn =
      interactive.isEmpty
      || (!bulk.isEmpty && interactiveBatches >= LaneLimits.interactiveBatchesMax)
    if isBulkTurn {
      interactiveBatches = 0
      return take(from: \.bulk)
    }
    interactiveBatches += 1
    return take(from: \.interactive)
  }

  /// Takes everything that is not in doubt.
  mutating func takeAll() -> [Submission] {
    defer {
      arriving = []
      interactive = []
      bulk = []
    }
    return Array(arriving) + interactive.map(\.submission) + bulk.map(\.submission)
  }

  private mutating func take(
    from queue: WritableKeyPath<LaneQueue, Deque<WaitingOperation>>
  ) -> [WaitingOperation] {
    let candidates = self[keyPath: queue].prefix(LaneLimits.batchOperationsMax * 2).map { waiting in
      let caller = waiting.submission.caller
      return BatchFormer.Candidate(
        footprint: waiting.footprint, key: caller.commandKey,
        rowEstimate: waiting.submission.rowEstimate, estimate: pace.estimate(waiting.share),
        // One that was there when a session was lost may be why.
        runsAlone: waiting.sessionsLost > 0 || quarantine[caller.method] != nil)
    }
    let positions = former.pick(candidates)
    let batch = positions.map { self[keyPath: queue][$0] }
    for position in positions.reversed() { self[keyPath: queue].remove(at: position) }
    for method in Set(batch.map(\.submission.caller.method)) {
      if let rest = quarantine[method] { quarantine[method] = rest > 1 ? rest - 1 : nil }
    }
    return batch
  }
}
