import Client
import Reactor
import World

/// Connections which call all the time: one thread, so that the server keeps the other cores.
struct Load: Sendable {
  /// A load beyond these measures the generator, not the server.
  private enum Bounds {
    static let connectionCountMax = 256
    static let inFlightMax = 100
    static let secondsMax = 60
  }
  /// How long an answer may take before the measurement fails, in nanoseconds.
  static let answerTime = Duration.seconds(30)

  /// Makes one call; told a number of its own for each.
  typealias Body = @Sendable (RPCClient, UInt64) async throws(CallFailure) -> Void

  let connectionCount: Int
  let inFlight: Int
  let seconds: Int

  /// - Throws: `usage` for a load outside its bounds.
  init(connections: Int, inFlight: Int, seconds: Int) throws(CommandFailure) {
    guard (1...Bounds.connectionCountMax).contains(connections),
      (1...Bounds.inFlightMax).contains(inFlight), (1...Bounds.secondsMax).contains(seconds)
    else {
      throw .usage(
        """
        1 to \(Bounds.connectionCountMax) connections, 1 to \(Bounds.inFlightMax) in flight, \
        1 to \(Bounds.secondsMax) seconds
        """)
    }
    connectionCount = connections
    self.inFlight = inFlight
    self.seconds = seconds
  }

  /// Calls until the time is over and every call is answered.
  ///
  /// - Throws: the first failure; a measurement with failures is none.
  func run(
    _ endpoint: Endpoint, token: String, _ world: World, _ body: @escaping Body
  ) async throws(CommandFailure) -> LoadResult {
    let connectingAt = world.monotonicNow()
    let shard = Shard(label: "load", world: world)
    var lines: [LoadLine] = []
    do throws(CallFailure) {
      for number in 0..<connectionCount {
        let client = try await RPCClient.connect(to: endpoint, token: token, on: shard)
        lines.append(LoadLine(client, shard, number: number))
      }
    } catch {
      throw .call(error)
    }
    let startedAt = world.monotonicNow()
    let end = startedAt + UInt64(seconds) * 1_000_000_000
    let inFlight = inFlight
    await withTaskGroup { group in
      for line in lines {
        for worker in 0..<inFlight {
          group.addTask { await line.work(worker, until: end, body) }
        }
      }
    }
    let nanoseconds = world.monotonicNow() - startedAt
    var latencies: [UInt32] = []
    for line in lines {
      latencies += await line.latencies
      if let failure = await line.failure { throw .call(failure) }
      await line.client.close()
    }
    return LoadResult(
      connectNanoseconds: startedAt - connectingAt, nanoseconds: nanoseconds,
      latencies: latencies.sorted())
  }
}

/// What a load took.
struct LoadResult: Sendable {
  /// Until every connection was greeted.
  let connectNanoseconds: UInt64
  /// From the first call to the last answer.
  let nanoseconds: UInt64
  /// Of each call, in microseconds, rising.
  let latencies: [UInt32]

  /// Names and values for the person or script that measures.
  var facts: [(String, String)] {
    [
      ("calls", "\(latencies.count)"), ("microseconds", "\(nanoseconds / 1000)"),
      ("connect_microseconds", "\(connectNanoseconds / 1000)"),
      ("p50_us", "\(permille(500))"), ("p99_us", "\(permille(990))"),
      ("p999_us", "\(permille(999))"), ("max_us", "\(latencies.last ?? 0)"),
    ]
  }

  /// The latency which `share` thousandths of the calls did not exceed.
  func permille(_ share: Int) -> UInt32 {
    guard !latencies.isEmpty else { return 0 }
    return latencies[min(latencies.count - 1, latencies.count * share / 1000)]
  }
}

/// One connection and the calls in flight on it, all on the shard.
private actor LoadLine {
  nonisolated let client: RPCClient
  private nonisolated let shard: Shard
  private let number: Int
  private(set) var latencies: [UInt32] = []
  private(set) var failure: CallFailure?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    // Safe because the shard is kept for as long as this actor.
    unsafe shard.executor.asUnownedSerialExecutor()
  }

  init(_ client: RPCClient, _ shard: Shard, number: Int) {
    self.client = client
    self.shard = shard
    self.number = number
    latencies.reserveCapacity(1 << 16)
  }

  /// One call after the other.
  func work(_ worker: Int, until end: UInt64, _ body: Load.Body) async {
    var turn = UInt64(number) << 48 | UInt64(worker) << 32
    while failure == nil {
      let startedAt = shard.world.monotonicNow()
      guard startedAt < end else { return }
      do throws(CallFailure) {
        try await body(client, turn)
      } catch {
        failure = error
      }
      turn += 1
      let microseconds = (shard.world.monotonicNow() - startedAt) / 1000
      latencies.append(UInt32(clamping: microseconds))
    }
  }
}
