import Bytes

extension RowBuilder {
  /// What the periods of a row tell; a part which is at fault is left out of it.
  struct History {
    /// nil when what it is taken or derived from is at fault.
    var opening: Int64?
    var statements: [PortfolioRow.Statement] = []
    var payments: [PortfolioRow.Payment] = []
    var evidence: [PortfolioRow.Evidence] = []
  }

  func history(
    _ record: CSVMachine.Record, reference: String, openingOn: Day?, _ faults: inout RowFaults
  ) -> History {
    var history = History()
    var hasPeriod = false
    /// The balance before the period; nil when it is at fault.
    var before: Int64?
    var lastStatementOn = openingOn
    for period in mapping.periods {
      if period.isOptional, case .column(let name) = period.bill, field(name, record).isEmpty {
        continue
      }
      let bill = amount(period.bill, record, &faults)
      let dates = self.dates(of: period, record, after: &lastStatementOn, &faults)
      let paid = payments(of: period, record, reference: reference, into: &history, &faults)
      if !hasPeriod {
        history.opening = opening(record, firstBill: bill, firstPaid: paid, period, &faults)
        before = history.opening
      }
      let bought =
        if let source = period.purchases {
          amount(source, record, &faults)
        } else {
          purchases(from: before, to: bill, paid: paid, period, &faults)
        }
      before = bill
      hasPeriod = true
      if let bill, let dates, let bought {
        history.statements.append(
          PortfolioRow.Statement(
            statementOn: dates.statementOn, dueOn: dates.dueOn, billAmount: bill,
            purchaseAmount: bought, minimumDueAmount: mapping.minimumDue.amount(bill: bill)))
      }
      if let column = period.monthsLateColumn,
        let months = monthsLate(column, record, &faults), let dates
      {
        history.evidence.append(
          PortfolioRow.Evidence(periodEndOn: dates.statementOn, monthsLate: months))
      }
    }
    if !hasPeriod { faults.note(RowFault(column: "", reason: "no period has a bill")) }
    return history
  }

  /// The dates of a period.
  ///
  /// - Parameter last: the statement before, which becomes this one.
  private func dates(
    of period: Mapping.Period, _ record: CSVMachine.Record, after last: inout Day?,
    _ faults: inout RowFaults
  ) -> (statementOn: Day, dueOn: Day)? {
    let statementOn = date(period.statementOn, record, &faults)
    let dueOn = date(period.dueOn, record, &faults)
    if let statementOn {
      if let last, statementOn <= last {
        faults.note(
          fault(period.statementOn, "the statement is not later than the one before"))
      }
      last = statementOn
    }
    if let statementOn, let dueOn {
      if dueOn < statementOn {
        faults.note(fault(period.dueOn, "the due date is before the statement"))
      }
      return (statementOn, dueOn)
    }
    return nil
  }

  /// Adds the payments of a period which are not zero.
  ///
  /// - Returns: their sum; nil when one is at fault.
  private func payments(
    of period: Mapping.Period, _ record: CSVMachine.Record, reference: String,
    into history: inout History, _ faults: inout RowFaults
  ) -> Int64? {
    var total: Int64? = 0
    for payment in period.payments {
      guard let paid = amount(payment.amount, record, &faults) else {
        total = nil
        continue
      }
      guard paid >= 0 else {
        faults.note(fault(payment.amount, "the payment is negative"))
        total = nil
        continue
      }
      // A payment of nothing needs no day.
      guard paid > 0, let valueOn = date(payment.on, record, &faults) else { continue }
      if let before = total { total = sum(before, paid, period, &faults) }
      history.payments.append(
        PortfolioRow.Payment(
          valueOn: valueOn, amount: paid,
          externalReference: "\(reference)/\(valueOn)/\(history.payments.count + 1)"))
    }
    return total
  }

  private func opening(
    _ record: CSVMachine.Record, firstBill: Int64?, firstPaid: Int64?, _ period: Mapping.Period,
    _ faults: inout RowFaults
  ) -> Int64? {
    switch mapping.openingAmount {
    case .firstBillPlusFirstPayments:
      guard let firstBill, let firstPaid else { return nil }
      return sum(firstBill, firstPaid, period, &faults)
    case .constant, .column, .minimumDuePerMonth:
      return amount(mapping.openingAmount, record, &faults)
    }
  }

  /// What was bought in a period, as its bill, the balance before and the payments tell.
  private func purchases(
    from before: Int64?, to bill: Int64?, paid: Int64?, _ period: Mapping.Period,
    _ faults: inout RowFaults
  ) -> Int64? {
    guard let before, let bill, let paid else { return nil }
    let (change, overflowed) = bill.subtractingReportingOverflow(before)
    guard !overflowed else {
      faults.note(fault(period.bill, "the amounts overflow"))
      return nil
    }
    return sum(change, paid, period, &faults)
  }

  private func sum(
    _ left: Int64, _ right: Int64, _ period: Mapping.Period, _ faults: inout RowFaults
  ) -> Int64? {
    let (value, overflowed) = left.addingReportingOverflow(right)
    guard !overflowed else {
      faults.note(fault(period.bill, "the amounts overflow"))
      return nil
    }
    return value
  }
}
