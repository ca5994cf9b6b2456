import Bytes

/// Turns records into rows by a mapping.
struct RowBuilder: Sendable {
  /// A value that cannot be taken: its column and why, never the value.
  private struct Fault: Error {
    let column: String
    let reason: String
  }

  private let mapping: Mapping
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
      return .reject(
        Reject(
          line: record.line, column: "",
          reason: "\(record.fields.count) columns instead of \(columns.count)"))
    }
    do throws(Fault) {
      return .row(try build(record))
    } catch {
      return .reject(Reject(line: record.line, column: error.column, reason: error.reason))
    }
  }

  private func build(_ record: CSVMachine.Record) throws(Fault) -> PortfolioRow {
    if let column = mapping.currencyColumn {
      guard field(column, record) == mapping.currency.code else {
        throw Fault(column: column, reason: "the currency is not \(mapping.currency.code)")
      }
    }
    // The generator counts rows by their line, so that a row keeps its identity when others change.
    let identity = mapping.generator?.identity(number: UInt64(record.line))
    let reference = try text(mapping.reference, record, generated: nil)
    let openingOn = try date(mapping.openingOn, record)
    let history = try history(record, reference: reference, openingOn: openingOn)
    let limit = try amount(mapping.limit, record)
    guard limit >= 0 else { throw fault(mapping.limit, "the limit is negative") }
    return PortfolioRow(
      line: record.line, reference: reference,
      name: try text(mapping.debtorName, record, generated: identity?.name),
      residentID: try text(mapping.residentID, record, generated: identity?.residentID),
      phone: try text(mapping.phone, record, generated: identity?.phone),
      isGenerated: identity != nil || mapping.isGenerated, timeZone: mapping.timeZone,
      product: mapping.product,
      currency: mapping.currency, signedOn: try date(mapping.signedOn, record),
      limitAmount: limit, openingOn: openingOn, openingAmount: history.opening,
      overdue: try overdue(record, opening: history.opening, openingOn: openingOn),
      statements: history.statements, payments: history.payments, evidence: history.evidence)
  }

  private struct History {
    var opening: Int64 = 0
    var statements: [PortfolioRow.Statement] = []
    var payments: [PortfolioRow.Payment] = []
    var evidence: [PortfolioRow.Evidence] = []
  }

  private func history(
    _ record: CSVMachine.Record, reference: String, openingOn: Day
  ) throws(Fault) -> History {
    var history = History()
    var previousBill: Int64?
    var lastStatementOn = openingOn
    for period in mapping.periods {
      if period.isOptional, case .column(let name) = period.bill, field(name, record).isEmpty {
        continue
      }
      let bill = try amount(period.bill, record)
      let statementOn = try date(period.statementOn, record)
      let dueOn = try date(period.dueOn, record)
      guard statementOn > lastStatementOn else {
        throw fault(period.statementOn, "the statement is not later than the one before")
      }
      guard dueOn >= statementOn else {
        throw fault(period.dueOn, "the due date is before the statement")
      }
      lastStatementOn = statementOn
      let paid = try payments(of: period, record, reference: reference, into: &history)
      if previousBill == nil {
        history.opening = try opening(record, firstBill: bill, firstPaid: paid, period)
      }
      let purchases: Int64
      if let source = period.purchases {
        purchases = try amount(source, record)
      } else {
        let before = previousBill ?? history.opening
        purchases = try sum(try difference(bill, before, period), paid, period)
      }
      previousBill = bill
      history.statements.append(
        PortfolioRow.Statement(
          statementOn: statementOn, dueOn: dueOn, billAmount: bill, purchaseAmount: purchases,
          minimumDueAmount: mapping.minimumDue.amount(bill: bill)))
      if let column = period.monthsLateColumn {
        history.evidence.append(
          PortfolioRow.Evidence(
            periodEndOn: statementOn, monthsLate: try monthsLate(column, record)))
      }
    }
    guard previousBill != nil else { throw Fault(column: "", reason: "no period has a bill") }
    return history
  }

  /// Adds the payments of a period which are not zero.
  ///
  /// - Returns: their sum.
  private func payments(
    of period: Mapping.Period, _ record: CSVMachine.Record, reference: String,
    into history: inout History
  ) throws(Fault) -> Int64 {
    var total: Int64 = 0
    for payment in period.payments {
      let amount = try amount(payment.amount, record)
      guard amount >= 0 else { throw fault(payment.amount, "the payment is negative") }
      guard amount > 0 else { continue }
      let valueOn = try date(payment.on, record)
      total = try sum(total, amount, period)
      history.payments.append(
        PortfolioRow.Payment(
          valueOn: valueOn, amount: amount,
          externalReference: "\(reference)/\(valueOn)/\(history.payments.count + 1)"))
    }
    return total
  }

  private func opening(
    _ record: CSVMachine.Record, firstBill: Int64, firstPaid: Int64, _ period: Mapping.Period
  ) throws(Fault) -> Int64 {
    switch mapping.openingAmount {
    case .firstBillPlusFirstPayments: try sum(firstBill, firstPaid, period)
    case .constant, .column, .minimumDuePerMonth: try amount(mapping.openingAmount, record)
    }
  }

  /// What was overdue at the opening already: nothing without a balance, or when every due date of
  /// the months late lies behind it.
  private func overdue(
    _ record: CSVMachine.Record, opening: Int64, openingOn: Day
  ) throws(Fault) -> PortfolioRow.Overdue? {
    guard let rule = mapping.overdue else { return nil }
    let months = try monthsLate(rule.monthsColumn, record)
    let missed = (0..<months).map { rule.dueOn.adding(months: -$0) }.filter { $0 <= openingOn }
    guard let sinceOn = missed.min(), opening > 0 else { return nil }
    let wanted: Int64
    switch rule.amount {
    case .minimumDuePerMonth:
      let due = mapping.minimumDue.amount(bill: opening)
      let (product, overflowed) = due.multipliedReportingOverflow(by: Int64(missed.count))
      wanted = overflowed ? opening : product
    case .constant, .column, .firstBillPlusFirstPayments: wanted = try amount(rule.amount, record)
    }
    guard wanted > 0 else { return nil }
    return PortfolioRow.Overdue(sinceOn: sinceOn, amount: min(wanted, opening))
  }

  private func monthsLate(_ column: String, _ record: CSVMachine.Record) throws(Fault) -> Int {
    guard let months = Int(field(column, record)), (-99...999).contains(months) else {
      throw Fault(column: column, reason: "not a number of months")
    }
    return max(0, months)
  }

  private func field(_ column: String, _ record: CSVMachine.Record) -> String {
    guard let index = indexes[column] else { preconditionFailure("no column \(column)") }
    return record.fields[index]
  }

  private func text(
    _ source: Mapping.TextSource, _ record: CSVMachine.Record, generated: String?
  ) throws(Fault) -> String {
    switch source {
    case .constant(let text): return text
    case .column(let column, let prefix):
      let value = field(column, record)
      guard !value.allSatisfy(\.isWhitespace) else {
        throw Fault(column: column, reason: "the field is empty")
      }
      guard !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else { throw Fault(column: column, reason: "a control character") }
      return prefix + value
    case .generated:
      guard let generated else { preconditionFailure("a mapping without its generator") }
      return generated
    }
  }

  private func date(
    _ source: Mapping.DateSource, _ record: CSVMachine.Record
  ) throws(Fault) -> Day {
    switch source {
    case .constant(let day): return day
    case .column(let column):
      guard let day = mapping.dateForm.day(field(column, record)) else {
        throw Fault(
          column: column, reason: "not a date that exists: \(mapping.dateForm.rawValue)")
      }
      return day
    }
  }

  private func amount(
    _ source: Mapping.AmountSource, _ record: CSVMachine.Record
  ) throws(Fault) -> Int64 {
    switch source {
    case .constant(let units): return units
    case .column(let column):
      do throws(Amount.Fault) {
        return try Amount.minorUnits(
          field(column, record), decimals: mapping.currency.decimals)
      } catch {
        throw Fault(column: column, reason: error.reason(mapping.currency))
      }
    case .firstBillPlusFirstPayments, .minimumDuePerMonth:
      preconditionFailure("a rule where a mapping takes none")
    }
  }

  private func sum(
    _ left: Int64, _ right: Int64, _ period: Mapping.Period
  ) throws(Fault) -> Int64 {
    let (value, overflowed) = left.addingReportingOverflow(right)
    guard !overflowed else { throw fault(period.bill, "the amounts overflow") }
    return value
  }

  private func difference(
    _ left: Int64, _ right: Int64, _ period: Mapping.Period
  ) throws(Fault) -> Int64 {
    let (value, overflowed) = left.subtractingReportingOverflow(right)
    guard !overflowed else { throw fault(period.bill, "the amounts overflow") }
    return value
  }

  private func fault(_ source: Mapping.AmountSource, _ reason: String) -> Fault {
    if case .column(let column) = source { return Fault(column: column, reason: reason) }
    return Fault(column: "", reason: reason)
  }

  private func fault(_ source: Mapping.DateSource, _ reason: String) -> Fault {
    if case .column(let column) = source { return Fault(column: column, reason: reason) }
    return Fault(column: "", reason: reason)
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
