package import Metrics
import Synchronization

/// Every metric of the process, kept as numbers and written as Prometheus text.
///
/// Source: Prometheus, "Text-based format"; durations are summaries of count and sum.
package final class MetricsBook: MetricsFactory, Sendable {
  /// The book of this process.
  package static let shared = MetricsBook()
  private static let isBootstrapped = Mutex(false)

  /// Makes it the metrics of the process; once, however often it is called.
  package static func bootstrap() {
    let isFirst = isBootstrapped.withLock { done in
      defer { done = true }
      return !done
    }
    if isFirst { MetricsSystem.bootstrap(shared) }
  }

  struct Name: Hashable, Comparable {
    let label: String
    let dimensions: String

    init(_ label: String, _ dimensions: [(String, String)]) {
      self.label = label
      self.dimensions =
        dimensions.isEmpty
        ? "" : "{" + dimensions.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",") + "}"
    }

    static func < (left: Name, right: Name) -> Bool {
      (left.label, left.dimensions) < (right.label, right.dimensions)
    }
  }
  private struct Pages {
    var counters: [Name: CountSeries] = [:]
    var levels: [Name: LevelSeries] = [:]
    var durations: [Name: DurationSeries] = [:]
    var count: Int { counters.count + levels.count + durations.count }
  }
  private let pages = Mutex(Pages())

  package func makeCounter(
    label: String, dimensions: [(String, String)]
  ) -> any CounterHandler {
    pages.withLock { pages in
      let name = Name(label, dimensions)
      if let series = pages.counters[name] { return series }
      let series = CountSeries()
      if pages.count < Limits.seriesMax { pages.counters[name] = series }
      return series
    }
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    pages.withLock { pages in
      let name = Name(label, dimensions)
      if let series = pages.levels[name] { return series }
      let series = LevelSeries()
      if pages.count < Limits.seriesMax { pages.levels[name] = series }
      return series
    }
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    pages.withLock { pages in
      let name = Name(label, dimensions)
      if let series = pages.durations[name] { return series }
      let series = DurationSeries()
      if pages.count < Limits.seriesMax { pages.durations[name] = series }
      return series
    }
  }

  // Series live as long as the process: their names come from closed sets.
  package func destroyCounter(_: any CounterHandler) {}
  package func destroyRecorder(_: any RecorderHandler) {}
  package func destroyTimer(_: any TimerHandler) {}

  /// All of it, by name.
  package var text: String {
    let (counters, levels, durations) = pages.withLock { ($0.counters, $0.levels, $0.durations) }
    var out = ""
    var last = ""
    func head(_ name: Name, _ kind: String) {
      if name.label != last { out += "# TYPE \(name.label) \(kind)\n" }
      last = name.label
    }
    for (name, series) in counters.sorted(by: { $0.key < $1.key }) {
      head(name, "counter")
      out += "\(name.label)\(name.dimensions) \(series.value)\n"
    }
    for (name, series) in levels.sorted(by: { $0.key < $1.key }) {
      head(name, "gauge")
      out += "\(name.label)\(name.dimensions) \(series.value)\n"
    }
    for (name, series) in durations.sorted(by: { $0.key < $1.key }) {
      head(name, "summary")
      let (count, nanoseconds) = series.sums
      out += "\(name.label)_count\(name.dimensions) \(count)\n"
      out += "\(name.label)_sum\(name.dimensions) \(Double(nanoseconds) / 1e9)\n"
    }
    return out
  }
}

private final class CountSeries: CounterHandler {
  private let count = Atomic<Int64>(0)
  var value: Int64 { count.load(ordering: .relaxed) }
  func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }
}

private final class LevelSeries: RecorderHandler {
  private let level = Atomic<Int64>(0)
  var value: Int64 { level.load(ordering: .relaxed) }
  func record(_ value: Int64) { level.store(value, ordering: .relaxed) }
  func record(_ value: Double) { level.store(Int64(value), ordering: .relaxed) }
}

private final class DurationSeries: TimerHandler {
  private let count = Atomic<Int64>(0)
  private let nanoseconds = Atomic<Int64>(0)
  var sums: (count: Int64, nanoseconds: Int64) {
    (count.load(ordering: .relaxed), nanoseconds.load(ordering: .relaxed))
  }
  func recordNanoseconds(_ duration: Int64) {
    count.wrappingAdd(1, ordering: .relaxed)
    nanoseconds.wrappingAdd(duration, ordering: .relaxed)
  }
}
