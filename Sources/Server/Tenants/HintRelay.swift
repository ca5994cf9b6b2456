import Bytes
import Dispatch
import Domain
package import Postgres
import Queries
package import Reactor
package import SQL
package import World

/// Hints between the servers of one database: what is told here is sent to the others, and what they
/// send is told here. Sent after the commits, together, by `tally_platform`; a hint that is lost costs
/// time and nothing else.
package struct HintRelay: Sendable {
  private static let channel = "tally_hints"
  /// In the order of their bits in a payload.
  private static let kinds: [Hint] = [.alerts, .jobs]

  private let board: HintBoard
  /// Of this process: what it sent itself comes back and is passed over.
  private let origin: Identifier
  private let sender: NotificationSender
  private let listener: NotificationListener

  /// - Parameter platform: sessions of the role that sends.
  package init(
    board: HintBoard, target: ConnectionTarget,
    passwords: @escaping @Sendable (_ role: String) -> [String], opener: ConnectionOpener,
    platform: any SessionSource, executor: ShardExecutor, world: World
  ) {
    self.board = board
    origin = world.identifier()
    sender = NotificationSender(
      pause: Limits.hintPause, executor: executor, world: world
    ) { hints in
      let deadline = world.monotonicNow() + Limits.platformNanoseconds
      do throws(SQLFailure) {
        try await platform.withSession(deadline: deadline) { (session) throws(SQLFailure) in
          _ = try await session.run(
            Batch([
              PlatformQueries.notify(channel: Self.channel, payloads: hints.map(\.payload)).bound
            ]), deadline: deadline)
        }
        return true
      } catch {
        return false
      }
    }
    listener = NotificationListener(
      target, role: Roles.platform.rawValue, passwords: passwords, channels: [Self.channel],
      opener: opener, executor: executor, world: world)
  }

  /// Relays until the task is cancelled.
  package func run() async {
    let listening = board.listen(toOwn: true) { [sender, origin] tenant, hints in
      // Most commits hint at the ledger alone, which is this server's own to seal.
      guard !hints.isDisjoint(with: Self.kinds) else { return }
      let hint = Notification(
        channel: Self.channel, payload: Self.payload(tenant, hints, from: origin))
      sender.executor.queue.async { @Sendable in sender.assumeIsolated { $0.hint(hint) } }
    }
    defer { board.end(listening) }
    await withDiscardingTaskGroup { group in
      group.addTask { await sender.run() }
      group.addTask { await listener.run() }
      for await notification in listener.notifications {
        if notification.payload.isEmpty {
          board.missed()
        } else if let (tenant, hints, from) = Self.read(notification.payload), from != origin {
          board.tell(tenant, hints, isOwn: false)
        }
      }
    }
  }

  /// No data: the tenant, which wake-ups, and of which process.
  private static func payload(
    _ tenant: Identifier, _ hints: Set<Hint>, from origin: Identifier
  ) -> String {
    let bits = kinds.map { hints.contains($0) ? "1" : "0" }.joined()
    return "\(tenant) \(bits) \(origin)"
  }

  /// - Returns: nil for what no server of ours sent.
  private static func read(_ payload: String) -> (Identifier, Set<Hint>, Identifier)? {
    let parts = payload.split(separator: " ").map(String.init)
    guard parts.count == 3, let tenant = Identifier(parts[0]), let origin = Identifier(parts[2]),
      parts[1].utf8.count == kinds.count
    else { return nil }
    let hints = zip(kinds, parts[1]).filter { $0.1 == "1" }.map(\.0)
    return (tenant, Set(hints), origin)
  }
}
