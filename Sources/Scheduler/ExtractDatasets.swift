import Bytes
import Domain
import Extract
import Queries

/// Turns rows of the tenant's tables into the datasets of an extract. Pseudonyms only.
///
/// Source: domain/model.md section 6; proto-like-specs/extract.md, "Datasets".
struct ExtractDatasets {
  private let rows: ReadDatasets.DatasetRows

  init(_ rows: ReadDatasets.DatasetRows) { self.rows = rows }

  /// - Throws: `format` for a code that no dataset is built for.
  func datasets(_ codes: [Int16]) throws(ExtractJobFailure) -> [Dataset] {
    var out: [Dataset] = []
    for code in codes.sorted() {
      guard let dataset = ExtractDataset(rawValue: code) else {
        throw .format("dataset \(code) is not built")
      }
      do throws(ExtractFailure) {
        switch dataset {
        case .contract: out.append(try contracts())
        case .repay: out.append(try repayments())
        case .fiveClass: out.append(try classes())
        }
      } catch {
        throw .format("\(error)")
      }
    }
    return out
  }

  private func contracts() throws(ExtractFailure) -> Dataset {
    try Dataset(
      code: 2, name: "contract",
      columns: [
        .init("subject", .text), .init("account", .text), .init("product", .integer),
        .init("principal", .amount), .init("currency", .text), .init("signed_on", .day),
      ],
      rows: rows.contracts.map { row in
        .init(
          operation: .add, requestID: "contract-\(row.account)",
          values: [
            row.subject.description, row.account.description, String(row.product),
            String(row.principalAmount), row.currency, row.signedOn.description,
          ])
      })
  }

  private func repayments() throws(ExtractFailure) -> Dataset {
    try Dataset(
      code: 5, name: "repay",
      columns: [
        .init("account", .text), .init("value_on", .day), .init("amount", .amount),
        .init("currency", .text),
      ],
      rows: rows.repayments.map { row in
        .init(
          operation: .add, requestID: "repay-\(row.id)",
          values: [
            row.account.description, row.valueOn.description, String(row.amount), row.currency,
          ])
      })
  }

  private func classes() throws(ExtractFailure) -> Dataset {
    try Dataset(
      code: 7, name: "five_class",
      columns: [
        .init("class", .integer), .init("accounts", .integer), .init("balance", .amount),
        .init("currency", .text),
      ],
      rows: rows.classes.map { row in
        .init(
          operation: .add, requestID: "five-class-\(row.class)-\(row.currency)",
          values: [
            String(row.class), String(row.accountCount), String(row.balance), row.currency,
          ])
      })
  }
}
