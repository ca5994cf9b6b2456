/// One golden vector: what a function must give for these inputs.
package struct Vector: Sendable {
  package let name: String
  package let function: String
  package let inputs: JSON
  package let expected: JSON
  /// How far a number written with a decimal point may be off; nil when every value is exact.
  package let tolerance: Double?

  /// Why a file is no file of vectors.
  package enum Unreadable: Error, Equatable, CustomStringConvertible {
    /// The system does not open or read it.
    case file
    case malformed(offset: Int)
    case format
    /// A member of the vector at `index` is missing or of another form.
    case vector(index: Int, member: String)

    package var description: String {
      switch self {
      case .file: "cannot be read"
      case .malformed(let offset): "no JSON, at byte \(offset)"
      case .format: "wants the members \"format\": 1 and \"vectors\": a list"
      case .vector(let index, let member):
        "vector \(index + 1): \"\(member)\" is missing or of another form"
      }
    }
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
      vectors.append(try Vector(entry, at: index))
    }
    return vectors
  }

  private init(_ entry: JSON, at index: Int) throws(Unreadable) {
    func value(_ member: String) throws(Unreadable) -> JSON {
      guard let value = entry[member] else { throw .vector(index: index, member: member) }
      return value
    }
    func text(_ member: String) throws(Unreadable) -> String {
      guard case .text(let text) = try value(member) else {
        throw .vector(index: index, member: member)
      }
      return text
    }
    let name = try text("name")
    let function = try text("function")
    let inputs = try value("inputs")
    let expected = try value("expected")
    let exactness = try value("exactness")
    let tolerance: Double?
    switch exactness {
    case .text("exact"): tolerance = nil
    case .object:
      guard case .decimal(let absolute) = exactness["absolute"], absolute > 0 else {
        throw .vector(index: index, member: "exactness.absolute")
      }
      tolerance = absolute
    case .null, .bool, .integer, .decimal, .text, .list:
      throw .vector(index: index, member: "exactness")
    }
    self.name = name
    self.function = function
    self.inputs = inputs
    self.expected = expected
    self.tolerance = tolerance
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
