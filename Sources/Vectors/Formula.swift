import Bytes
import Domain

/// A function of the vectors: reads its inputs, computes, writes the expected shape.
struct Formula: Sendable {
  typealias Compute = @Sendable (Inputs, any ZoneSource) throws(Inputs.Unfit) -> JSON

  let name: String
  let compute: Compute

  init(_ name: String, _ compute: @escaping Compute) {
    self.name = name
    self.compute = compute
  }

  /// A function which needs no time zone.
  init(_ name: String, of compute: @escaping @Sendable (Inputs) throws(Inputs.Unfit) -> JSON) {
    self.name = name
    self.compute = { (inputs, _) throws(Inputs.Unfit) in try compute(inputs) }
  }

  static let all: [Formula] =
    calendar + delinquency + classification + interest + portfolio + recovery + promises
    + waterfall + creditLoss + scoring + fairness + priority + repairs + clocks + conduct
}
