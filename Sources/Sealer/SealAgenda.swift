package import Bytes
import HeapModule

/// One of the logs of a tenant.
package struct TenantLog: Sendable, Hashable, CustomStringConvertible {
  /// The tenant's opaque id.
  package let tenant: String
  package let log: Log

  package init(_ tenant: String, _ log: Log) {
    self.tenant = tenant
    self.log = log
  }

  package var description: String { "\(tenant)/\(log.rawValue)" }
}

/// Which logs have something to seal or to sign, and from when on. A value: times are those of the
/// monotonic clock, in nanoseconds, and come from the caller.
package struct SealAgenda: Sendable {
  package enum Work: Sendable, Equatable { case seal, sign }

  /// How a turn ended.
  package enum Outcome: Sendable, Equatable {
    /// Nothing was waiting.
    case idle
    case sealed
    case signed
    case failed
    /// The log is not served here, or no longer.
    case gone
  }

  private struct Item {
    /// There may be entries to seal, known since then.
    var dirtySince: UInt64?
    /// No sealing turn before: the pause after the last one.
    var sealAfter: UInt64 = 0
    /// A block which no checkpoint covers; the turn to sign it is due then.
    var signAt: UInt64?
    /// When it was signed last.
    var signedAt: UInt64?
    /// The turn under way, and when it was due.
    var turn: (work: Work, due: UInt64)?
    var failureCount = 0
    /// The earliest mark of it in `marks`.
    var markedAt: UInt64?

    var nextTurn: (work: Work, due: UInt64)? {
      let seal = dirtySince.map { max($0, sealAfter) }
      switch (seal, signAt) {
      case (nil, nil): return nil
      case (let seal?, nil): return (.seal, seal)
      case (nil, let sign?): return (.sign, sign)
      case (let seal?, let sign?): return sign <= seal ? (.sign, sign) : (.seal, seal)
      }
    }
    /// When its pauses are over and it may be forgotten.
    var restedAt: UInt64 {
      max(sealAfter, signedAt.map { $0 + SealerLimits.checkpointNanoseconds } ?? 0)
    }

    mutating func owesSignature(at now: UInt64) {
      guard signAt == nil else { return }
      signAt = max(now, signedAt.map { $0 + SealerLimits.checkpointNanoseconds } ?? now)
    }
  }
  private struct Mark: Comparable, Sendable {
    let at: UInt64
    /// Counts marks, so that those of one time stay in their order.
    let number: UInt64
    let name: TenantLog
    static func < (left: Mark, right: Mark) -> Bool {
      (left.at, left.number) < (right.at, right.number)
    }
    static func == (left: Mark, right: Mark) -> Bool { left.number == right.number }
  }

  private var items: [TenantLog: Item] = [:]
  /// When to look at which item; one that is out of date is passed over.
  private var marks = Heap<Mark>()
  private var markCount: UInt64 = 0
  private var turnCount = 0
  /// Hints which found the agenda full; the sweep comes to those logs.
  package private(set) var droppedCount = 0

  package init() {}

  package var count: Int { items.count }

  /// There may be something to seal.
  package mutating func hint(_ name: TenantLog, at now: UInt64) {
    change(name) { item in item.dirtySince = item.dirtySince ?? now }
  }

  /// There may be a block which no checkpoint covers.
  package mutating func unsigned(_ name: TenantLog, at now: UInt64) {
    change(name) { item in item.owesSignature(at: now) }
  }

  /// A checkpoint was signed beside the turns.
  package mutating func signed(_ name: TenantLog, at now: UInt64) {
    change(name) { item in
      item.signAt = nil
      item.signedAt = now
    }
  }

  /// The next turn that is due, longest due first.
  ///
  /// - Returns: nil when none is due or no place is free.
  package mutating func takeTurn(at now: UInt64) -> (name: TenantLog, work: Work)? {
    while turnCount < SealerLimits.parallelLogCountMax, let mark = marks.min, mark.at <= now {
      marks.removeMin()
      guard var item = items[mark.name], item.markedAt == mark.at, item.turn == nil else {
        continue
      }
      item.markedAt = nil
      guard let turn = item.nextTurn else {
        items[mark.name] = item.restedAt <= now ? nil : item
        if item.restedAt > now { self.mark(mark.name, at: item.restedAt) }
        continue
      }
      guard turn.due <= now else {
        items[mark.name] = item
        self.mark(mark.name, at: turn.due)
        continue
      }
      switch turn.work {
      case .seal: item.dirtySince = nil
      case .sign: item.signAt = nil
      }
      item.turn = turn
      items[mark.name] = item
      turnCount += 1
      return (mark.name, turn.work)
    }
    return nil
  }

  /// The turn of `name` ended.
  package mutating func finished(_ name: TenantLog, _ outcome: Outcome, at now: UInt64) {
    guard var item = items[name], let turn = item.turn else {
      preconditionFailure("a turn ended which was not taken")
    }
    turnCount -= 1
    item.turn = nil
    item.failureCount = outcome == .failed ? item.failureCount + 1 : 0
    if turn.work == .seal { item.sealAfter = now + Self.pause(after: now - turn.due) }
    switch outcome {
    case .idle: break
    case .sealed:
      item.owesSignature(at: now)
      // There may be more: it is looked at once again.
      item.dirtySince = item.dirtySince ?? now
    case .signed: item.signedAt = now
    case .gone:
      item.dirtySince = nil
      item.signAt = nil
    case .failed:
      let retry = now + Self.retry(item.failureCount)
      // What was done before it failed, or at a commit whose outcome is unknown, is signed too.
      item.signAt = max(item.signAt ?? 0, retry, now + SealerLimits.checkpointNanoseconds)
      if turn.work == .seal {
        item.dirtySince = item.dirtySince ?? now
        item.sealAfter = retry
      }
    }
    items[name] = item
    mark(name, at: item.nextTurn?.due ?? item.restedAt)
  }

  /// When to ask for a turn again; nil when only a hint or the end of a turn makes one.
  package var nextDue: UInt64? {
    turnCount < SealerLimits.parallelLogCountMax ? marks.min?.at : nil
  }

  private mutating func change(_ name: TenantLog, _ body: (inout Item) -> Void) {
    guard items[name] != nil || items.count < SealerLimits.agendaCountMax else {
      droppedCount += 1
      return
    }
    body(&items[name, default: Item()])
    guard let item = items[name], item.turn == nil else { return }
    mark(name, at: item.nextTurn?.due ?? item.restedAt)
  }

  /// Sees to it that the item is looked at no later than `at`.
  private mutating func mark(_ name: TenantLog, at time: UInt64) {
    if let present = items[name]?.markedAt, present <= time { return }
    items[name]?.markedAt = time
    markCount += 1
    marks.insert(Mark(at: time, number: markCount, name: name))
  }

  private static func pause(after took: UInt64) -> UInt64 {
    let wanted = took.multipliedReportingOverflow(by: SealerLimits.pauseFactor)
    let pause = wanted.overflow ? SealerLimits.pauseNanosecondsMax : wanted.partialValue
    return min(max(pause, SealerLimits.pauseNanosecondsMin), SealerLimits.pauseNanosecondsMax)
  }

  private static func retry(_ failureCount: Int) -> UInt64 {
    let doubled = SealerLimits.retryNanosecondsMin << UInt64(min(failureCount - 1, 16))
    return min(doubled, SealerLimits.retryNanosecondsMax)
  }
}
