import Foundation
import Testing
import forge

/// Goal: an operator finds every metric with its kind and labels in `ops/runbooks/metrics.md`, and
/// none that does not exist.
/// Method: the table against every meter which the sources make.
@Suite struct MetricsPageTests {
  private static let kinds = ["Count": "counter", "Level": "gauge", "Duration": "summary"]

  /// Kind and labels of each metric of the table, by name.
  private static func table(_ text: String) -> [String: String] {
    var out: [String: String] = [:]
    for row in text.split(separator: "\n") where row.hasPrefix("| `") {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      for name in cells[0].matches(of: /`(\w+)(?:\{([\w,]+)\})?`/) {
        out[String(name.1)] = "\(cells[1]) \(sorted(name.2 ?? ""))"
      }
    }
    return out
  }

  /// Kind and labels of each meter which `text` makes, by name.
  private static func meters(in text: String) -> [String: String] {
    var out: [String: String] = [:]
    for made in text.matches(of: /(Count|Level|Duration)Meter\(\s*"(\w+)"/) {
      // The labels stand before the parenthesis which ends the call.
      var depth = 1
      let call = text[made.range.upperBound...].prefix { character in
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        return depth > 0
      }
      let labels = call.matches(of: /MeterLabel\(\s*"(\w+)"/).map { String($0.1) }
      out[String(made.2)] =
        "\(kinds[String(made.1)] ?? "") \(sorted(Substring(labels.joined(separator: ","))))"
    }
    return out
  }

  private static func sorted(_ labels: Substring) -> String {
    labels.split(separator: ",").sorted().joined(separator: ",")
  }

  @Test func thePageNamesEveryMetric() throws {
    let tree = Places.repository
    let folder = tree.root.appending(path: "Sources")
    var made: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      for (name, meter) in Self.meters(in: text) {
        #expect(made[name] == nil || made[name] == meter, "\(path): \(name)")
        made[name] = meter
      }
    }
    #expect(made == Self.table(try tree.text("ops/runbooks/metrics.md")))
  }

  @Test func aMeterIsFoundWithItsKindAndLabels() {
    let text = """
      CountMeter("a_total").add()
      let b = LevelMeter(
        "b", MeterLabel("shard", String(f(1))))
      DurationMeter("c", MeterLabel("x", y), MeterLabel("k", z)); MeterLabel("other", w)
      """
    #expect(
      Self.meters(in: text) == ["a_total": "counter ", "b": "gauge shard", "c": "summary k,x"])
    let page = "| Name | Kind | Says |\n|---|---|---|\n| `c{x,k}`, `d` | summary | text `e` |\n"
    #expect(Self.table(page) == ["c": "summary k,x", "d": "summary "])
  }
}
