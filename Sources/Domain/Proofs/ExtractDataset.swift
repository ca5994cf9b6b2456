/// The datasets which an extract can hold, by their codes.
///
/// Source: domain/model.md section 6.
package enum ExtractDataset: Int16, Sendable, CaseIterable {
  case contract = 2
  case repay = 5
  case fiveClass = 7
}

/// How often extracts are made, by code.
///
/// Source: domain/model.md, `extract_schedule`.
package enum ExtractPeriod: Int16, Sendable, CaseIterable {
  case monthly = 4
}
