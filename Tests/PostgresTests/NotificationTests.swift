import Postgres
import SQL
import Synchronization
import Testing

@Suite struct NotificationTests {
  let bench = Bench()

  /// Notifications come in order; after the session is ended the listener comes back and says so.
  @Test func listensAndComesBack() async throws {
    let listener = NotificationListener(
      try await ServerFixture.target(), role: ServerFixture.role,
      passwords: { _ in [ServerFixture.password] },
      channels: ["jobs_l", "leaves_l"], opener: bench.opener, executor: bench.executor,
      world: ServerFixture.world)
    let sender = try await bench.session()
    func notify(_ channel: String, _ payload: String) async throws {
      _ = try await sender.run(
        Batch([
          bound(
            "select pg_notify($1, $2)", [(.text, false), (.text, false)],
            [.text(channel), .text(payload)])
        ]), deadline: ServerFixture.deadline())
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await listener.run() }
      var notes = listener.notifications.makeAsyncIterator()
      #expect(await notes.next() == Notification(channel: "jobs_l", payload: ""))
      #expect(await notes.next() == Notification(channel: "leaves_l", payload: ""))
      for payload in ["1", "2"] { try await notify("leaves_l", payload) }
      #expect(await notes.next() == Notification(channel: "leaves_l", payload: "1"))
      #expect(await notes.next() == Notification(channel: "leaves_l", payload: "2"))
      _ = try await sender.run(
        Batch([
          bound(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %_l\"'"
          )
        ]), deadline: ServerFixture.deadline())
      #expect(await notes.next() == Notification(channel: "jobs_l", payload: ""))
      #expect(await notes.next() == Notification(channel: "leaves_l", payload: ""))
      try await notify("jobs_l", "3")
      #expect(await notes.next() == Notification(channel: "jobs_l", payload: "3"))
      group.cancelAll()
      #expect(await notes.next() == nil)
    }
    await sender.close()
  }

  @Test func hintsAreSentTogetherAndOnce() async throws {
    let batches = AsyncStream<[Notification]>.makeStream()
    let sender = NotificationSender(
      pause: .zero, executor: bench.executor, world: ServerFixture.world
    ) { hints in
      batches.continuation.yield(hints)
      return hints.count < Limits.hintsPendingMax
    }
    for payload in ["1", "2", "1", "1"] {
      await sender.hint(Notification(channel: "c", payload: payload))
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await sender.run() }
      var sent = batches.stream.makeAsyncIterator()
      #expect(await sent.next()?.map(\.payload) == ["1", "2"])
      await sender.hint(Notification(channel: "c", payload: "1"))
      #expect(await sent.next()?.map(\.payload) == ["1"])
      group.cancelAll()
    }
    await sender.stop()
  }

  @Test func tooManyHintsLoseTheirPayload() async throws {
    let sent = Mutex<[Notification]>([])
    let sender = NotificationSender(
      pause: .zero, executor: bench.executor, world: ServerFixture.world
    ) { hints in
      sent.withLock { $0 = hints }
      return false
    }
    for number in 0..<(Limits.hintsPendingMax + 500) {
      await sender.hint(Notification(channel: "c", payload: "\(number)"))
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await sender.run() }
      while await sender.hintsLost == 0 { await Task.yield() }
      group.cancelAll()
    }
    let hints = sent.withLock { $0 }
    #expect(hints.count == Limits.hintsPendingMax + 1)
    #expect(hints.last == Notification(channel: "c", payload: ""))
    #expect(await sender.hintsLost == hints.count)
  }
}
