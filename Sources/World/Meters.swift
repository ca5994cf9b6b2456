import Metrics

/// One label of a metric: a key and a value out of a closed set (a method, a code, a statement).
///
/// A value is never personal and never free text: what is not a plain name becomes `other`.
package struct MeterLabel: Sendable, Hashable {
  package let key: String
  package let value: String

  package init(_ key: StaticString, _ value: String) {
    self.key = key.description
    let isName =
      (1...Limits.labelByteCountMax).contains(value.utf8.count)
      && value.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "/"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    self.value = isName ? value : "other"
  }

  var dimension: (String, String) { (key, value) }
}

/// Counts what happens. Make it once and keep it: making it looks it up.
package struct CountMeter: Sendable {
  private let counter: Counter

  package init(_ name: StaticString, _ labels: MeterLabel...) {
    counter = Counter(label: name.description, dimensions: labels.map(\.dimension))
  }

  package func add(_ count: Int = 1) { counter.increment(by: count) }
}

/// Records how long things took. Make it once and keep it.
package struct DurationMeter: Sendable {
  private let timer: Metrics.Timer

  package init(_ name: StaticString, _ labels: MeterLabel...) {
    timer = Metrics.Timer(label: name.description, dimensions: labels.map(\.dimension))
  }

  /// Records the time between two values of `World.monotonicNow`.
  package func record(from start: UInt64, to end: UInt64) {
    timer.recordNanoseconds(Int64(clamping: end &- min(start, end)))
  }
}

/// Shows a level, such as a queue's length. Make it once and keep it.
package struct LevelMeter: Sendable {
  private let gauge: Gauge

  package init(_ name: StaticString, _ labels: MeterLabel...) {
    gauge = Gauge(label: name.description, dimensions: labels.map(\.dimension))
  }

  package func set(_ level: Int) { gauge.record(level) }
}
