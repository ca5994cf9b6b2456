import Bytes

/// Turns records into rows by a mapping.
struct RowBuilder: Sendable {
  let mapping: Mapping
  private let indexes: [String: Int]
  private let columns: [String]

  /// - Throws: `headerAmbiguous`, `columnsMissing`, `columnsUnknown`.
  init(header: [String], mapping: Mapping) throws(IntakeFailure) {
    var indexes: [String: Int] = [:]
    for (index, name) in header.enumerated() {
      guard !name.isEmpty, indexes.updateValue(index, forKey: name) == nil else {
        throw .headerAmbiguous(column: name)
      }
    }
    let missing = mapping.columns.filter { indexes[$0] == nil }
    guard missing.isEmpty else { throw .columnsMissing(missing.sorted()) }
    let known = mapping.columns.union(mapping.ignoredColumns)
    let unknown = header.filter { !known.contains($0) }
    guard unknown.isEmpty else { throw .columnsUnknown(unknown) }
    self.mapping = mapping
    self.indexes = indexes
    columns = header
  }

  /// The name of the column at `index`, for reports; empty behind the last one.
  func columnName(_ index: Int) -> String { index < columns.count ? columns[index] : "" }

  func row(_ record: CSVMachine.Record) -> PortfolioFile.Outcome {
    guard record.fields.count == columns.count else {
      let reason = "\(record.fields.count) columns instead of \(columns.count)"
      return .rejects([Reject(line: record.line, column: "", reason: reason)])
    }
    var faults = RowFaults()
    let built = build(record, &faults)
    if let built, faults.all.isEmpty { return .row(built) }
    return .rejects(faults.rejects(line: record.line, order: indexes))
  }

  /// - Returns: nil when something is at fault, all of which is noted.
  private func build(_ record: CSVMachine.Record, _ faults: inout RowFaults) -> PortfolioRow? {
    if let column = mapping.currencyColumn, field(column, record) != mapping.currency.code {
      faults.note(RowFault(column: column, reason: "the currency is not \(mapping.currency.code)"))
    }
    // The generator counts rows by their line, so that a row keeps its identity when others change.
    let identity = mapping.generator?.identity(number: UInt64(record.line))
    let reference = text(mapping.reference, record, generated: nil, &faults)
    let name = text(mapping.debtorName, record, generated: identity?.name, &faults)
    let residentID = text(mapping.residentID, record, generated: identity?.residentID, &faults)
    let phone = text(mapping.phone, record, generated: identity?.phone, &faults)
    let signedOn = date(mapping.signedOn, record, &faults)
    let limit = amount(mapping.limit, record, &faults)
    if let limit, limit < 0 { faults.note(fault(mapping.limit, "the limit is negative")) }
    let openingOn = date(mapping.openingOn, record, &faults)
    let history = self.history(record, reference: reference ?? "", openingOn: openingOn, &faults)
    let overdue = self.overdue(record, opening: history.opening, openingOn: openingOn, &faults)
    if let reference, let name, let residentID, let phone, let signedOn, let limit, let openingOn,
      let opening = history.opening
    {
      return PortfolioRow(
        line: record.line, reference: reference, name: name, residentID: residentID, phone: phone,
        isGenerated: identity != nil || mapping.isGenerated, timeZone: mapping.timeZone,
        product: mapping.product, currency: mapping.currency, signedOn: signedOn,
        limitAmount: limit, openingOn: openingOn, openingAmount: opening, overdue: overdue,
        statements: history.statements, payments: history.payments, evidence: history.evidence)
    }
    return nil
  }

  /// What was overdue at the opening already: nothing without a balance, or when every due date of
  /// the months late lies behind it.
  private func overdue(
    _ record: CSVMachine.Record, opening: Int64?, openingOn: Day?, _ faults: inout RowFaults
  ) -> PortfolioRow.Overdue? {
    guard let rule = mapping.overdue,
      let months = monthsLate(rule.monthsColumn, record, &faults), let openingOn
    else { return nil }
    let missed = (0..<months).map { rule.dueOn.adding(months: -$0) }.filter { $0 <= openingOn }
    guard let sinceOn = missed.min(), let opening, opening > 0 else { return nil }
    let wanted: Int64
    switch rule.amount {
    case .minimumDuePerMonth:
      let due = mapping.minimumDue.amount(bill: opening)
      let (product, overflowed) = due.multipliedReportingOverflow(by: Int64(missed.count))
      wanted = overflowed ? opening : product
    case .constant, .column, .firstBillPlusFirstPayments:
      wanted = amount(rule.amount, record, &faults) ?? 0
    }
    guard wanted > 0 else { return nil }
    return PortfolioRow.Overdue(sinceOn: sinceOn, amount: min(wanted, opening))
  }

  func monthsLate(
    _ column: String, _ record: CSVMachine.Record, _ faults: inout RowFaults
  ) -> Int? {
    guard let months = Int(field(column, record)), (-99...999).contains(months) else {
      faults.note(RowFault(column: column, reason: "not a number of months"))
      return nil
    }
    return max(0, months)
  }

  func field(_ column: String, _ record: CSVMachine.Record) -> String {
    guard let index = indexes[column] else { preconditionFailure("no column \(column)") }
    return record.fields[index]
  }

  private func text(
    _ source: Mapping.TextSource, _ record: CSVMachine.Record, generated: String?,
    _ faults: inout RowFaults
  ) -> String? {
    switch source {
    case .constant(let text): return text
    case .column(let column, let prefix):
      let value = field(column, record)
      guard !value.allSatisfy(\.isWhitespace) else {
        faults.note(RowFault(column: column, reason: "the field is empty"))
        return nil
      }
      if let character = UnseenCharacter.first(in: value) {
        faults.note(RowFault(column: column, reason: "the character \(character)"))
        return nil
      }
      return prefix + value
    case .generated:
      guard let generated else { preconditionFailure("a mapping without its generator") }
      return generated
    }
  }

  func date(
    _ source: Mapping.DateSource, _ record: CSVMachine.Record, _ faults: inout RowFaults
  ) -> Day? {
    switch source {
    case .constant(let day): return day
    case .column(let column):
      guard let day = mapping.dateForm.day(field(column, record)) else {
        faults.note(
          RowFault(
            column: column, reason: "not a date that exists: \(mapping.dateForm.rawValue)"))
        return nil
      }
      return day
    }
  }

  func amount(
    _ source: Mapping.AmountSource, _ record: CSVMachine.Record, _ faults: inout RowFaults
  ) -> Int64? {
    switch source {
    case .constant(let units): return units
    case .column(let column):
      do throws(Amount.Fault) {
        return try Amount.minorUnits(
          field(column, record), decimals: mapping.currency.decimals)
      } catch {
        faults.note(RowFault(column: column, reason: error.reason(mapping.currency)))
        return nil
      }
    case .firstBillPlusFirstPayments, .minimumDuePerMonth:
      preconditionFailure("a rule where a mapping takes none")
    }
  }

  func fault(_ source: Mapping.AmountSource, _ reason: String) -> RowFault {
    if case .column(let column) = source { return RowFault(column: column, reason: reason) }
    return RowFault(column: "", reason: reason)
  }

  func fault(_ source: Mapping.DateSource, _ reason: String) -> RowFault {
    if case .column(let column) = source { return RowFault(column: column, reason: reason) }
    return RowFault(column: "", reason: reason)
  }
}

extension Amount.Fault {
  fileprivate func reason(_ currency: Currency) -> String {
    switch self {
    case .empty: "the field is empty"
    case .malformed: "not an amount: digits, and a point before decimals"
    case .overflow: "the amount is too large"
    case .tooPrecise: "\(currency.code) has \(currency.decimals) decimals"
    }
  }
}

extension Mapping.MinimumDue {
  /// The minimum due of a bill: a share of it, rounded half up, at least the floor, at most all.
  func amount(bill: Int64) -> Int64 {
    guard bill > 0 else { return 0 }
    let (high, low) = bill.multipliedFullWidth(by: ppm)
    // The share is at most the bill, so the quotient fits.
    let (quotient, remainder) = Int64(1_000_000).dividingFullWidth((high, low))
    let share = remainder >= 500_000 ? quotient + 1 : quotient
    return min(bill, max(share, floor))
  }
}

extension Mapping.DateForm {
  fileprivate func day(_ text: String) -> Day? {
    switch self {
    case .hyphens: return Day(text)
    case .slashes:
      guard !text.contains("-") else { return nil }
      return Day(String(text.map { $0 == "/" ? "-" : $0 }))
    case .plain:
      guard text.utf8.count == 8, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
        return nil
      }
      return Day("\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))")
    }
  }
}

extension Day {
  /// The same day of a month before or after; the month's last when it has fewer days.
  func adding(months: Int) -> Day {
    let (year, month, day) = civil
    let index = year * 12 + month - 1 + months
    let targetYear = index / 12
    let targetMonth = index % 12 + 1
    let last = Day.dayCount(year: targetYear, month: targetMonth)
    guard let result = Day(year: targetYear, month: targetMonth, day: min(day, last)) else {
      preconditionFailure("\(self) plus \(months) months lies outside the calendar")
    }
    return result
  }
}
