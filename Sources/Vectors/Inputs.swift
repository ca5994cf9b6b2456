import Bytes
import Domain

/// The inputs of one vector, read field by field into the types of the formulas.
package struct Inputs: Sendable {
  /// A field which is absent or is not what the function takes.
  package struct Unfit: Error, Equatable {
    package let field: String
  }

  let value: JSON

  init(_ value: JSON) { self.value = value }

  func field(_ name: String) throws(Unfit) -> JSON {
    guard let field = value[name] else { throw Unfit(field: name) }
    return field
  }

  /// nil when the field is absent or null.
  private func optional(_ name: String) -> JSON? {
    guard let field = value[name], field != .null else { return nil }
    return field
  }

  func bool(_ name: String) throws(Unfit) -> Bool {
    guard case .bool(let value) = try field(name) else { throw Unfit(field: name) }
    return value
  }

  func integer(_ name: String) throws(Unfit) -> Int64 {
    guard case .integer(let value) = try field(name) else { throw Unfit(field: name) }
    return value
  }

  func count(_ name: String) throws(Unfit) -> Int {
    guard let count = Int(exactly: try integer(name)) else { throw Unfit(field: name) }
    return count
  }

  func optionalCount(_ name: String) throws(Unfit) -> Int? {
    optional(name) == nil ? nil : try count(name)
  }

  func text(_ name: String) throws(Unfit) -> String {
    guard case .text(let value) = try field(name) else { throw Unfit(field: name) }
    return value
  }

  func day(_ name: String) throws(Unfit) -> Day {
    guard let day = Day(try text(name)) else { throw Unfit(field: name) }
    return day
  }

  func optionalDay(_ name: String) throws(Unfit) -> Day? {
    optional(name) == nil ? nil : try day(name)
  }

  func instant(_ name: String) throws(Unfit) -> Timestamp {
    guard let instant = Timestamp(try text(name)) else { throw Unfit(field: name) }
    return instant
  }

  func list(_ name: String) throws(Unfit) -> [JSON] {
    guard case .list(let values) = try field(name) else { throw Unfit(field: name) }
    return values
  }

  func integers(_ name: String) throws(Unfit) -> [Int64] {
    try list(name).map { (value) throws(Unfit) in try Self.integer(value, name) }
  }

  func counts(_ name: String) throws(Unfit) -> [Int] { try integers(name).map { Int($0) } }

  func texts(_ name: String) throws(Unfit) -> [String] {
    try list(name).map { (value) throws(Unfit) in
      guard case .text(let text) = value else { throw Unfit(field: name) }
      return text
    }
  }

  func days(_ name: String) throws(Unfit) -> [Day] {
    try texts(name).map { (text) throws(Unfit) in
      guard let day = Day(text) else { throw Unfit(field: name) }
      return day
    }
  }

  /// The objects of a list.
  func rows(_ name: String) throws(Unfit) -> [Inputs] { try list(name).map { Inputs($0) } }

  /// The integers of an object, by name, in the order of the file.
  func named(_ name: String) throws(Unfit) -> [(name: String, value: Int64)] {
    guard case .object(let fields) = try field(name) else { throw Unfit(field: name) }
    return try fields.map { (field) throws(Unfit) in
      (field.name, try Self.integer(field.value, name))
    }
  }

  /// A value written as a decimal, in millionths.
  func millionths(_ name: String) throws(Unfit) -> Int64 {
    try Self.millionths(try field(name), name)
  }

  func millionthsList(_ name: String) throws(Unfit) -> [Int64] {
    try list(name).map { (value) throws(Unfit) in try Self.millionths(value, name) }
  }

  static func integer(_ value: JSON, _ name: String) throws(Unfit) -> Int64 {
    guard case .integer(let integer) = value else { throw Unfit(field: name) }
    return integer
  }

  private static func millionths(_ value: JSON, _ name: String) throws(Unfit) -> Int64 {
    switch value {
    case .integer(let integer): return integer * 1_000_000
    case .decimal(let decimal): return Int64((decimal * 1_000_000).rounded())
    case .null, .bool, .text, .list, .object: throw Unfit(field: name)
    }
  }

  /// An enum value by its fixed code.
  func code<Code: RawRepresentable<Int16>>(
    _ name: String, as type: Code.Type
  ) throws(Unfit) -> Code {
    guard let raw = Int16(exactly: try integer(name)), let code = Code(rawValue: raw) else {
      throw Unfit(field: name)
    }
    return code
  }

  func optionalCode<Code: RawRepresentable<Int16>>(
    _ name: String, as type: Code.Type
  ) throws(Unfit) -> Code? {
    optional(name) == nil ? nil : try code(name, as: type)
  }

  /// An enum value by the word the vectors use for it.
  func word<Value>(_ name: String, _ words: [(String, Value)]) throws(Unfit) -> Value {
    let text = try text(name)
    guard let found = words.first(where: { $0.0 == text }) else { throw Unfit(field: name) }
    return found.1
  }

  /// A half-open range of days, `[from, to]` in the file, `to` null while open.
  func pause(_ name: String) throws(Unfit) -> Pause { try Self.pause(try field(name), name) }

  func pauses(_ name: String) throws(Unfit) -> [Pause] {
    try list(name).map { (value) throws(Unfit) in try Self.pause(value, name) }
  }

  private static func pause(_ value: JSON, _ name: String) throws(Unfit) -> Pause {
    guard case .list(let ends) = value, ends.count == 2, case .text(let first) = ends[0],
      let from = Day(first)
    else { throw Unfit(field: name) }
    switch ends[1] {
    case .null: return Pause(from: from, to: nil)
    case .text(let text):
      guard let to = Day(text) else { throw Unfit(field: name) }
      return Pause(from: from, to: to)
    case .bool, .integer, .decimal, .list, .object: throw Unfit(field: name)
    }
  }
}

extension JSON {
  static func day(_ day: Day?) -> JSON { day.map { .text("\($0)") } ?? .null }
  static func number(_ value: Int64?) -> JSON { value.map { .integer($0) } ?? .null }
  static func number(_ value: Int) -> JSON { .integer(Int64(value)) }
  static func number(_ value: Fixed) -> JSON { .decimal(value.approximate) }
  static func numbers(_ values: [Int64]) -> JSON { .list(values.map { .integer($0) }) }
  static func numbers(_ values: [Int64?]) -> JSON { .list(values.map { number($0) }) }
  static func numbers(_ values: [Fixed]) -> JSON { .list(values.map { number($0) }) }
  static func texts(_ values: [String]) -> JSON { .list(values.map { .text($0) }) }
  static func named(_ values: [(String, Int64)]) -> JSON {
    .object(values.map { Field(name: $0.0, value: .integer($0.1)) })
  }
}
