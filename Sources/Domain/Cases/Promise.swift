package import Bytes

/// A promise to pay, 还款承诺, and what has come of it.
package struct PromiseTerms: Sendable, Equatable {
  package var amount: Int64
  /// The share which may be missing, 0...1 000 000.
  package var tolerancePPM: Int64
  package var toleranceDays: Int
  package var dueOn: Day

  package init(amount: Int64, tolerancePPM: Int64, toleranceDays: Int, dueOn: Day) {
    self.amount = amount
    self.tolerancePPM = tolerancePPM
    self.toleranceDays = toleranceDays
    self.dueOn = dueOn
  }

  /// The last day whose receipts count.
  package var lastDay: Day { dueOn.adding(days: toleranceDays) }

  package struct Receipt: Sendable, Equatable {
    package var valueDate: Day
    package var amount: Int64

    package init(valueDate: Day, amount: Int64) {
      self.valueDate = valueDate
      self.amount = amount
    }
  }

  /// How a promise enters the kept ratio.
  package enum CountClass: Sendable, Equatable { case kept, partial, broken }

  package struct Outcome: Sendable, Equatable {
    /// Open, kept, partial or broken.
    package let state: PromiseMachine.State
    package let paidAmount: Int64
    /// nil while the promise is pending.
    package let countClass: CountClass?
  }

  /// The outcome on `asOf`, from the receipts with value date up to then and up to the last day.
  package func outcome(receipts: [Receipt], asOf: Day) -> Outcome {
    let paid = receipts.filter { $0.valueDate <= min(lastDay, asOf) }
      .reduce(Int128(0)) { $0 + Int128($1.amount) }
    let state: PromiseMachine.State
    if paid * ppm >= Int128(amount) * (ppm - Int128(tolerancePPM)) {
      state = .kept
    } else if asOf > lastDay {
      state = .broken
    } else if asOf > dueOn && paid > 0 {
      state = .partial
    } else {
      state = .open
    }
    return Outcome(
      state: state, paidAmount: Domain.amount(paid), countClass: countClass(state, paid: paid))
  }

  private func countClass(_ state: PromiseMachine.State, paid: Int128) -> CountClass? {
    switch state {
    case .kept: .kept
    case .broken: paid > 0 ? .partial : .broken
    case .open, .partial, .superseded, .invalidated, .cancelled: nil
    }
  }
}

extension PromiseTerms.Outcome {
  /// The event which brings a promise from `current` to this outcome; nil when there is none.
  package func event(from current: PromiseMachine.State) -> PromiseMachine.Event? {
    switch current {
    case .open, .partial:
      if state == .kept { return .met }
      if state == .broken { return .lapse }
      return current == .open && state == .partial ? .duePartlyPaid : nil
    case .kept: return state == .kept ? nil : .chargeback
    case .broken, .superseded, .invalidated, .cancelled: return nil
    }
  }
}

/// Share of promises kept, 承诺兑现率, over promises whose last day lies in the window.
package struct PromiseFigures: Sendable, Equatable {
  package var kept: Int64
  package var broken: Int64
  package var partial: Int64
  /// Over the decided promises, like `amountPaidInTime`.
  package var amountPromised: Int64
  package var amountPaidInTime: Int64

  package init(
    kept: Int64, broken: Int64, partial: Int64, amountPromised: Int64, amountPaidInTime: Int64
  ) {
    self.kept = kept
    self.broken = broken
    self.partial = partial
    self.amountPromised = amountPromised
    self.amountPaidInTime = amountPaidInTime
  }

  package var countRatioPPM: Int64? {
    ratioPPM(Int128(kept), Int128(kept) + Int128(broken) + Int128(partial))
  }
  package var amountRatioPPM: Int64? { ratioPPM(Int128(amountPaidInTime), Int128(amountPromised)) }
}
