/// One golden vector: what a function must give for these inputs.
package struct Vector: Sendable {
  package let name: String
  package let function: String
  package let inputs: JSON
  package let expected: JSON
  /// How far a number written with a decimal point may be off; nil when every value is exact.
  package let tolerance: Double?

  package enum Unreadable: Error, Equatable {
    case malformed(offset: Int)
    case format
    case vector(index: Int)
  }

  /// Reads a file of vectors, format 1.
  package static func all(in file: [UInt8]) throws(Unreadable) -> [Vector] {
    let root: JSON
    do {
      root = try JSON(file)
    } catch {
      throw .malformed(offset: error.offset)
    }
    guard root["format"] == 1, case .list(let entries) = root["vectors"] else { throw .format }
    var vectors: [Vector] = []
    for (index, entry) in entries.enumerated() {
      guard let vector = Vector(entry) else { throw .vector(index: index) }
      vectors.append(vector)
    }
    return vectors
  }

  private init?(_ entry: JSON) {
    guard case .text(let name) = entry["name"], case .text(let function) = entry["function"],
      let inputs = entry["inputs"], let expected = entry["expected"],
      let exactness = entry["exactness"]
    else { return nil }
    switch exactness {
    case .text("exact"): tolerance = nil
    case .object:
      guard case .decimal(let absolute) = exactness["absolute"], absolute > 0 else { return nil }
      tolerance = absolute
    case .null, .bool, .integer, .decimal, .text, .list: return nil
    }
    self.name = name
    self.function = function
    self.inputs = inputs
    self.expected = expected
  }

  /// What came of computing a vector.
  package enum Outcome: Sendable, Equatable {
    case passed
    case failed(found: String)
    case unknown
  }

  /// Computes the function and compares.
  package func check(zones: some ZoneSource) -> Outcome {
    guard let formula = Formula.all.first(where: { $0.name == function }) else { return .unknown }
    do {
      let found = try formula.compute(Inputs(inputs), zones)
      return matches(expected, found) ? .passed : .failed(found: "\(found)")
    } catch {
      return .failed(found: "unfit input \(error.field)")
    }
  }

  private func matches(_ expected: JSON, _ found: JSON) -> Bool {
    switch (expected, found) {
    case (.decimal(let expected), .decimal(let found)):
      return tolerance.map { abs(expected - found) <= $0 } ?? false
    case (.list(let expected), .list(let found)):
      return expected.count == found.count && zip(expected, found).allSatisfy { matches($0, $1) }
    case (.object(let fields), .object(let others)):
      return fields.count == others.count
        && fields.allSatisfy { field in found[field.name].map { matches(field.value, $0) } ?? false
        }
    default: return expected == found
    }
  }
}

/// Where the rules of a time zone come from.
package protocol ZoneSource: Sendable {
  /// The TZif file of the zone `name`; nil when there is none.
  func file(ofZone name: String) -> [UInt8]?
}
