import Foundation

/// The `vectors` command: computes every golden vector of a file and reports per function.
package enum VectorsCommand {
  /// Where a Linux system keeps its TZif files.
  package static let zoneDirectory = "/usr/share/zoneinfo"

  package struct Report: Sendable, Equatable {
    /// Lines `function<tab>passed<tab>failed<tab>unknown`, then one for each failure.
    package let lines: [String]
    /// 0 when every vector passed, 1 otherwise.
    package let exitStatus: Int32
  }

  /// Computes the vectors of the file at `path`.
  ///
  /// - Throws: when the file cannot be read or is not a file of vectors.
  package static func run(path: String) throws(Vector.Unreadable) -> Report {
    guard let file = try? Data(contentsOf: URL(fileURLWithPath: path)) else { throw .file }
    return report(try Vector.all(in: [UInt8](file)), zones: ZoneDirectory(path: zoneDirectory))
  }

  /// Computes `vectors`, functions in the order of their first vector.
  package static func report(_ vectors: [Vector], zones: some ZoneSource) -> Report {
    var counts: [(function: String, passed: Int, failed: Int, unknown: Int)] = []
    var failures: [String] = []
    for vector in vectors {
      if !counts.contains(where: { $0.function == vector.function }) {
        counts.append((vector.function, 0, 0, 0))
      }
      guard let index = counts.firstIndex(where: { $0.function == vector.function }) else {
        continue
      }
      switch vector.check(zones: zones) {
      case .passed: counts[index].passed += 1
      case .failed(let found):
        counts[index].failed += 1
        failures.append("\(vector.name): expected \(vector.expected), found \(found)")
      case .unknown:
        counts[index].unknown += 1
        failures.append("\(vector.name): unknown function")
      }
    }
    let total = counts.reduce((0, 0, 0)) { ($0.0 + $1.passed, $0.1 + $1.failed, $0.2 + $1.unknown) }
    let rows = counts.map { "\($0.function)\t\($0.passed)\t\($0.failed)\t\($0.unknown)" }
    return Report(
      lines: ["function\tpassed\tfailed\tunknown"] + rows
        + ["total\t\(total.0)\t\(total.1)\t\(total.2)"] + failures,
      exitStatus: total.1 + total.2 == 0 && total.0 > 0 ? 0 : 1)
  }
}

/// A directory of TZif files.
package struct ZoneDirectory: ZoneSource {
  private let path: String

  package init(path: String) { self.path = path }

  package func file(ofZone name: String) -> [UInt8]? {
    // A zone name is a relative path of plain parts; nothing else may be read.
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.first != "." }) else { return nil }
    return (try? Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))).map { [UInt8]($0) }
  }
}
