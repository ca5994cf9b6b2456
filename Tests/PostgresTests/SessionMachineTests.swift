import Postgres
import SQL
import Testing

@Suite struct SessionMachineTests {
  private let read = bound("r")
  private let write = bound("w", returnsRows: false)
  private let done = SessionMachine.Reply.done(tag: "", warning: nil)

  /// Plays the answers of the server; returns the last action.
  private func play(
    _ machine: inout SessionMachine, _ replies: [SessionMachine.Reply]
  ) -> SessionMachine.Action {
    var last = SessionMachine.Action.wait
    for reply in replies { last = machine.received(reply) }
    return last
  }

  @Test func aStatementIsPreparedOnceItsPreparationIsAnswered() {
    var machine = SessionMachine()
    #expect(
      machine.started(Batch([read, read]))
        == [.prepare(index: 0, slot: 1), .execute(index: 0, slot: 1), .execute(index: 1, slot: 1)])
    let refused = ServerError(sqlState: "42601")
    _ = play(&machine, [.failed(refused), .aborted, .aborted])
    #expect(
      machine.received(.synced(.idle))
        == .finish(
          SQLFailure(
            code: .server(sqlState: "42601", detail: ""), statement: "r", wasSent: true)))
    #expect(
      machine.started(Batch([read]))
        == [.prepare(index: 0, slot: 2), .execute(index: 0, slot: 2)])
    #expect(play(&machine, [done, done]) == .keepRows(index: 0))
    #expect(machine.received(.synced(.idle)) == .finish(nil))
    #expect(machine.started(Batch([read])) == [.execute(index: 0, slot: 2)])
  }

  @Test func aBatchIsSurroundedAsAsked() {
    var machine = SessionMachine()
    let steps = machine.started(
      Batch(
        opening: .repeatableRead, [write], closing: .commit, lockTimeoutMilliseconds: 5))
    #expect(
      steps == [
        .begin(.repeatableRead), .lockTimeout(milliseconds: 5), .prepare(index: 0, slot: 1),
        .execute(index: 0, slot: 1), .commit,
      ])
    _ = play(&machine, [done, done, done, done, .done(tag: "COMMIT", warning: nil)])
    #expect(machine.received(.synced(.idle)) == .finish(nil))
    #expect(machine.isFresh)
  }

  @Test func aFailureInATransactionIsRolledBack() {
    var machine = SessionMachine()
    _ = machine.started(Batch(opening: .readCommitted, [write], closing: .commit))
    let clash = ServerError(sqlState: "23505", constraint: "c")
    let failure = SQLFailure(
      code: .violated(sqlState: "23505", constraint: "c"), statement: "w", wasSent: true)
    #expect(
      play(&machine, [done, done, .failed(clash), .aborted, .synced(.failed)]) == .sendRollback)
    #expect(play(&machine, [done, .synced(.idle)]) == .finish(failure))
    #expect(machine.isFresh)
  }

  /// Where a batch breaks decides whether its COMMIT is in doubt, and whether it is cancelled.
  @Test(arguments: 0...5)
  func doubtFollowsTheCommit(answered: Int) {
    let replies: [SessionMachine.Reply] = [
      done, done, done, .done(tag: "COMMIT", warning: nil),
    ]
    for isCommitted in [true, false] {
      var machine = SessionMachine()
      _ = machine.started(
        Batch(opening: .readCommitted, [write], closing: isCommitted ? .commit : .none))
      _ = play(&machine, Array(replies.prefix(min(answered, isCommitted ? 4 : 3))))
      let isAnswered = isCommitted && answered >= 4
      var other = machine
      guard case .close(let failure, let cancels) = machine.lost() else {
        Issue.record("not closed")
        return
      }
      #expect(!cancels)
      #expect((failure == nil) == isAnswered)
      if let failure {
        #expect(failure.code == .connectionLost)
        #expect(failure.isCommitUnknown == isCommitted)
      }
      guard case .close(let late, let cancelsLate) = other.deadlinePassed() else {
        Issue.record("not closed")
        return
      }
      #expect(cancelsLate == !isCommitted)
      #expect(late?.code == (isAnswered ? nil : .cancelled))
    }
  }

  /// A cancelled read ends with the server's answer, whatever it is, and the session with it; in a
  /// transaction which may write nothing is cancelled.
  @Test func onlyReadsAreCancelledAndTheSessionWithThem() {
    let stopped = ServerError(sqlState: "57014")
    for replies in [[done, done, .failed(stopped), .aborted], [done, done, done, done]] {
      var machine = SessionMachine()
      _ = machine.started(Batch(opening: .snapshot, [read], closing: .commit))
      #expect(machine.cancelled() == .sendCancel)
      #expect(machine.cancelled() == .wait)
      for reply in replies {
        if case .close = machine.received(reply) { Issue.record("before the answer was whole") }
      }
      #expect(!machine.isClosed)
      guard case .close(let failure, let cancels) = machine.received(.synced(.idle)) else {
        Issue.record("not closed")
        return
      }
      #expect(failure?.code == .cancelled)
      #expect(!cancels)
      #expect(machine.isClosed)
    }
    // The second part of a snapshot is a read too.
    var later = SessionMachine()
    _ = later.started(Batch(opening: .snapshot, []))
    _ = play(&later, [done, .synced(.open)])
    _ = later.started(Batch([read]))
    #expect(later.cancelled() == .sendCancel)
    for batch in [
      Batch(opening: .readCommitted, [write], closing: .commit),
      Batch(opening: .repeatableRead, [read]), Batch([read]), Batch([write]),
    ] {
      var machine = SessionMachine()
      _ = machine.started(batch)
      #expect(machine.cancelled() == .wait)
    }
    var idle = SessionMachine()
    #expect(idle.cancelled() == .wait)
  }

  @Test func theServerSaysWhetherCommitRan() {
    let fatal = ServerError(sqlState: "57P01", endsSession: true)
    let broken = ServerError(sqlState: "")
    for (error, answered, isUnknown) in [
      (fatal, 2, false), (fatal, 3, true), (broken, 2, true), (broken, 3, true),
    ] {
      var machine = SessionMachine()
      _ = machine.started(Batch(opening: .readCommitted, [write], closing: .commit))
      _ = play(&machine, Array(repeating: done, count: answered))
      guard case .close(let failure, _) = machine.received(.failed(error)) else {
        Issue.record("not closed")
        return
      }
      #expect(failure?.code == .connectionLost)
      #expect(failure?.isCommitUnknown == isUnknown, "\(error.sqlState) after \(answered)")
      #expect(machine.isClosed)
    }
  }

  @Test func commitAnsweredOtherwiseIsAFailure() {
    for (tag, warning, isUnknown) in [("COMMIT", "01000", true), ("ROLLBACK", nil, false)] {
      var machine = SessionMachine()
      _ = machine.started(Batch(opening: .readCommitted, [], closing: .commit))
      _ = play(&machine, [done, .done(tag: tag, warning: warning)])
      switch machine.received(.synced(.idle)) {
      case .finish(let failure), .close(let failure, _):
        #expect(failure?.isCommitUnknown == isUnknown)
        #expect(failure != nil)
      case .wait, .keepRows, .sendRollback, .sendCancel: Issue.record("not finished")
      }
      #expect(machine.isClosed == isUnknown)
    }
  }

  @Test func readsAreNeverInDoubt() {
    var machine = SessionMachine()
    _ = machine.started(Batch(opening: .snapshot, [read], closing: .commit))
    #expect(
      machine.deadlinePassed()
        == .close(
          SQLFailure(code: .cancelled, statement: "r", wasSent: true), cancels: true))
  }

  /// Without a transaction of its own the pipeline commits at its Sync.
  @Test func aLonePipelineIsInDoubtWhenLost() {
    var machine = SessionMachine()
    _ = machine.started(Batch([write]))
    _ = play(&machine, [done, done])
    guard case .close(let failure, _) = machine.lost() else {
      Issue.record("not closed")
      return
    }
    #expect(failure?.isCommitUnknown == true)
  }

  @Test func anAnswerOutOfTurnEndsTheSession() {
    for reply in [SessionMachine.Reply.unexpected, .synced(.idle), .aborted] {
      var machine = SessionMachine()
      _ = machine.started(Batch([read]))
      guard case .close(let failure, let cancels) = machine.received(reply) else {
        Issue.record("not closed")
        return
      }
      #expect(failure?.code == .connectionLost)
      #expect(!cancels)
    }
  }

  @Test func schemasAreSubstitutedAtNamesOnly() throws {
    let schema = try #require(TenantSchema("t_1"))
    #expect(
      schema.substituted(into: "select tenant.f(x.tenant.y), my_tenant.z from tenant.t t")
        == "select \"t_1\".f(x.tenant.y), my_tenant.z from \"t_1\".t t")
    for name in ["", "T_1", "1t", "t-1", "t\"", "t.x", String(repeating: "t", count: 64)] {
      #expect(TenantSchema(name) == nil)
    }
    #expect(TenantSchema(String(repeating: "t", count: 63)) != nil)
  }
}
