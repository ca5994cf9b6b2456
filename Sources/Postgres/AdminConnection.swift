import Dispatch
package import World

/// A connection for administrative work: on a queue of its own, one statement after the other.
///
/// Never used for calls. Closed when released.
package final class AdminConnection: Sendable {
  private let queue: DispatchQueue
  private let link: AdminLink

  private init(queue: DispatchQueue, link: AdminLink) {
    self.queue = queue
    self.link = link
  }

  deinit {
    let link = link
    queue.async { link.close() }
  }

  /// - Throws: `cannotConnect` when the server is not there, refuses or does not answer in time.
  package static func open(
    _ login: DatabaseLogin, world: World
  ) async throws(AdminFailure) -> AdminConnection {
    let queue = DispatchQueue(label: "tally.admin")
    let result: Result<AdminLink, AdminFailure> = await withCheckedContinuation { waiter in
      queue.async { @Sendable in
        waiter.resume(
          returning: Result { () throws(AdminFailure) in
            try AdminLink(login, queue: queue, monotonicNow: world.monotonicNow)
          })
      }
    }
    return AdminConnection(queue: queue, link: try result.get())
  }

  /// Runs `body` on the connection's queue.
  package func perform<Value: Sendable>(
    _ body: @escaping @Sendable (AdminLink) throws(AdminFailure) -> Value
  ) async throws(AdminFailure) -> Value {
    let result: Result<Value, AdminFailure> = await withCheckedContinuation { waiter in
      queue.async { @Sendable [link] in
        waiter.resume(returning: Result { () throws(AdminFailure) in try body(link) })
      }
    }
    return try result.get()
  }

  /// Runs one statement and returns its rows as text.
  package func query(
    _ statement: String, _ values: [String?] = [], task: String
  ) async throws(AdminFailure) -> [[String?]] {
    try await perform { link throws(AdminFailure) in
      try link.query(statement, values, task: task)
    }
  }

  /// Ends the connection; the next use fails.
  package func close() async {
    await withCheckedContinuation { waiter in
      queue.async { @Sendable [link] in
        link.close()
        waiter.resume()
      }
    }
  }

  /// Opens a connection for the time of `body`.
  package static func with<Value: Sendable>(
    _ login: DatabaseLogin, world: World,
    _ body: @escaping @Sendable (AdminLink) throws(AdminFailure) -> Value
  ) async throws(AdminFailure) -> Value {
    let connection = try await open(login, world: world)
    let result: Result<Value, AdminFailure>
    do throws(AdminFailure) {
      result = .success(try await connection.perform(body))
    } catch {
      result = .failure(error)
    }
    await connection.close()
    return try result.get()
  }
}
