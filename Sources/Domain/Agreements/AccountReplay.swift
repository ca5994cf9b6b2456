package import Bytes

/// An account as events, replayed to a business date: a back-dated payment gives the same standing
/// as one posted in time.
package struct AccountReplay: Sendable {
  /// What fell due, and the statement that said so.
  package struct Due: Sendable, Equatable {
    package var number: Int
    package var statementOn: Day
    package var dueOn: Day
    package var owed: ComponentAmounts

    package init(number: Int, statementOn: Day, dueOn: Day, owed: ComponentAmounts) {
      self.number = number
      self.statementOn = statementOn
      self.dueOn = dueOn
      self.owed = owed
    }
  }
  /// A posting: what the debtor owes more by it; negative for less.
  package struct Movement: Sendable, Equatable {
    package var valueOn: Day
    package var amount: Int64

    package init(valueOn: Day, amount: Int64) {
      self.valueOn = valueOn
      self.amount = amount
    }
  }
  /// The account on a business date.
  package struct Standing: Sendable, Equatable {
    package var balance: Int64
    package var daysPastDue: Int
    package var firstPastDueOn: Day?
    /// What is past due and unmet.
    package var overdue: Int64
  }

  /// Overdue before the first statement known.
  package var openingOverdueOn: Day?
  package var openingOverdueAmount: Int64
  /// Rising by statement date.
  package var dues: [Due]
  /// Rising by value date.
  package var movements: [Movement]

  package init(
    openingOverdueOn: Day?, openingOverdueAmount: Int64, dues: [Due], movements: [Movement]
  ) {
    self.openingOverdueOn = openingOverdueOn
    self.openingOverdueAmount = openingOverdueAmount
    self.dues = dues
    self.movements = movements
  }

  /// A receipt pays what the statements before it asked for, oldest first; what it exceeds that by
  /// lowers the balance and pays nothing of a later statement. A statement counts before a receipt
  /// of the same day. With nothing owed any more nothing is past due.
  ///
  /// - Parameter tolerance: outstanding at or below it is met.
  package func standing(asOf: Day, tolerance: Int64) -> Standing {
    standings(on: [asOf], tolerance: tolerance)[0]
  }

  /// The account on each of some rising days, in one pass.
  ///
  /// - Parameter tolerance: outstanding at or below it is met.
  package func standings(on days: [Day], tolerance: Int64) -> [Standing] {
    var outstanding: [OwedInstalment] = []
    if let openingOverdueOn, openingOverdueAmount > 0 {
      outstanding.append(
        OwedInstalment(
          number: 0, dueOn: openingOverdueOn,
          owed: ComponentAmounts(principal: openingOverdueAmount)))
    }
    var balance: Int64 = 0
    var waiting = dues[...]
    var coming = movements[...]
    func fallDue(until day: Day) {
      while let due = waiting.first, due.statementOn <= day {
        outstanding.append(OwedInstalment(number: due.number, dueOn: due.dueOn, owed: due.owed))
        waiting = waiting.dropFirst()
      }
    }
    return days.map { day in
      while let movement = coming.first, movement.valueOn <= day {
        fallDue(until: movement.valueOn)
        balance += movement.amount
        if movement.amount < 0 { Self.pay(-movement.amount, &outstanding) }
        coming = coming.dropFirst()
      }
      fallDue(until: day)
      return standing(of: outstanding, balance: balance, asOf: day, tolerance: tolerance)
    }
  }

  private func standing(
    of outstanding: [OwedInstalment], balance: Int64, asOf: Day, tolerance: Int64
  ) -> Standing {
    guard balance > tolerance else {
      return Standing(balance: balance, daysPastDue: 0, firstPastDueOn: nil, overdue: 0)
    }
    let pastDue = Delinquency.daysPastDue(
      outstanding.map { UnmetInstalment(dueOn: $0.dueOn, outstanding: $0.owed.total) },
      businessDate: asOf, tolerance: tolerance)
    let overdue = outstanding.reduce(Int64(0)) { sum, instalment in
      instalment.dueOn < asOf ? sum + instalment.owed.total : sum
    }
    return Standing(
      balance: balance, daysPastDue: pastDue.dpd, firstPastDueOn: pastDue.firstUnmetOn,
      overdue: pastDue.dpd > 0 ? min(overdue, balance) : 0)
  }

  private static func pay(_ amount: Int64, _ outstanding: inout [OwedInstalment]) {
    guard !outstanding.isEmpty else { return }
    let allocation = Allocation(
      amount: amount, cost: 0, instalments: outstanding, policy: .standard)
    for line in allocation.lines {
      guard let index = outstanding.firstIndex(where: { $0.number == line.number }) else {
        continue
      }
      for component in Component.allCases {
        outstanding[index].owed[component] -= line.paid[component]
      }
    }
    outstanding.removeAll { $0.owed.total == 0 }
  }
}
