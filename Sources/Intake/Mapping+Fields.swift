extension Mapping {
  /// The column which feeds a field of a row, for reports of what the server refused.
  ///
  /// Where several feed it, the first; of a list, that of its first member with one.
  /// - Parameter field: as the server names it: `reference`, `statements.due_on`.
  /// - Returns: nil for what a constant or the generator fills, and for an unknown name.
  package func column(ofField field: String) -> String? {
    switch field {
    case "reference": column(reference)
    case "name": column(debtorName)
    case "resident_id": column(residentID)
    case "phone": column(phone)
    case "currency": currencyColumn
    case "signed_on": column(signedOn)
    case "limit_amount": column(limit)
    case "opening_on": column(openingOn)
    case "opening_amount": column(openingAmount)
    case "overdue_since_on": overdue?.monthsColumn
    case "overdue_amount": overdue.flatMap { column($0.amount) ?? $0.monthsColumn }
    case "evidence": first { $0.monthsLateColumn }
    case "statements", "statements.bill_amount", "statements.minimum_due_amount":
      first { column($0.bill) }
    case "statements.statement_on": first { column($0.statementOn) }
    case "statements.due_on": first { column($0.dueOn) }
    case "statements.purchase_amount": first { $0.purchases.flatMap(column) ?? column($0.bill) }
    case "payments", "payments.amount", "payments.external_ref":
      payment { column($0.amount) }
    case "payments.value_on": payment { column($0.on) }
    default: nil
    }
  }

  private func column(_ source: TextSource) -> String? {
    switch source {
    case .column(let name, _): name
    case .constant, .generated: nil
    }
  }

  private func column(_ source: DateSource) -> String? {
    switch source {
    case .column(let name): name
    case .constant: nil
    }
  }

  private func column(_ source: AmountSource) -> String? {
    switch source {
    case .column(let name): name
    case .constant, .minimumDuePerMonth: nil
    case .firstBillPlusFirstPayments: periods.first.flatMap { column($0.bill) }
    }
  }

  private func first(_ column: (Period) -> String?) -> String? {
    for period in periods { if let name = column(period) { return name } }
    return nil
  }

  private func payment(_ column: (Payment) -> String?) -> String? {
    first { period in
      for payment in period.payments { if let name = column(payment) { return name } }
      return nil
    }
  }
}
