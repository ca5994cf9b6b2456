import Contract
import World

/// Counts and times the calls of one shard. Touched on the shard only.
final class CallMeters: @unchecked Sendable {
  // Safe because it is touched on its shard's queue only.

  private struct Key: Hashable {
    let method: Method
    let code: StatusCode
  }

  let unknownMethod = CountMeter("tally_calls_unknown_total")
  /// Handlers running on this shard.
  var running = 0 {
    didSet { runningMeter.set(running) }
  }
  private let runningMeter: LevelMeter
  private var counts: [Key: CountMeter] = [:]
  private var durations: [Method: DurationMeter] = [:]

  init(shard: Int) {
    runningMeter = LevelMeter("tally_handlers_running", MeterLabel("shard", String(shard)))
  }

  /// A call was refused since its caller makes too many.
  func throttled(_ rate: RateClass) {
    CountMeter("tally_calls_throttled_total", MeterLabel("class", "\(rate)")).add()
  }

  /// One call ended.
  func note(_ method: Method, _ code: StatusCode, from start: UInt64, to end: UInt64) {
    let key = Key(method: method, code: code)
    let count =
      counts[key]
      ?? CountMeter(
        "tally_calls_total", MeterLabel("method", method.name), MeterLabel("code", code.name))
    counts[key] = count
    count.add()
    let duration =
      durations[method]
      ?? DurationMeter("tally_call_seconds", MeterLabel("method", method.name))
    durations[method] = duration
    duration.record(from: start, to: end)
  }
}
