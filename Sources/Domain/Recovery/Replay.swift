package import Bytes

/// All receipts of a schedule applied anew in the order of value date, then of recording, so that a
/// back-dated receipt moves later ones and gives what posting in date order would have given.
package struct Replay<ReceiptID: Sendable & Equatable>: Sendable, Equatable {
  package struct Instalment: Sendable, Equatable {
    package var number: Int
    package var dueOn: Day
    package var amount: Int64

    package init(number: Int, dueOn: Day, amount: Int64) {
      self.number = number
      self.dueOn = dueOn
      self.amount = amount
    }
  }

  package struct Receipt: Sendable, Equatable {
    package var id: ReceiptID
    package var valueDate: Day
    /// Not negative.
    package var amount: Int64

    package init(id: ReceiptID, valueDate: Day, amount: Int64) {
      self.id = id
      self.valueDate = valueDate
      self.amount = amount
    }
  }

  package struct Line: Sendable, Equatable {
    package let number: Int
    package let amount: Int64
  }

  package struct Posting: Sendable, Equatable {
    package let receipt: ReceiptID
    package var lines: [Line]
    package var unapplied: Int64
  }

  package struct Standing: Sendable, Equatable {
    package let number: Int
    package var outstanding: Int64
    /// The value date of the receipt which paid the last of it.
    package var metOn: Day?
  }

  package private(set) var postings: [Posting] = []
  /// Oldest instalment first.
  package private(set) var standings: [Standing]

  /// Applies `receipts`, given in the order of recording.
  package init(_ receipts: [Receipt], to instalments: [Instalment]) {
    standings = instalments.sorted { ($0.dueOn, $0.number) < ($1.dueOn, $1.number) }
      .map { Standing(number: $0.number, outstanding: $0.amount, metOn: nil) }
    let order = receipts.indices.sorted {
      (receipts[$0].valueDate, $0) < (receipts[$1].valueDate, $1)
    }
    for index in order { post(receipts[index]) }
  }

  private mutating func post(_ receipt: Receipt) {
    precondition(receipt.amount >= 0, "a receipt is not negative")
    var posting = Posting(receipt: receipt.id, lines: [], unapplied: receipt.amount)
    for index in standings.indices where standings[index].outstanding > 0 {
      let paid = min(posting.unapplied, standings[index].outstanding)
      guard paid > 0 else { break }
      posting.unapplied -= paid
      posting.lines.append(Line(number: standings[index].number, amount: paid))
      standings[index].outstanding -= paid
      if standings[index].outstanding == 0 { standings[index].metOn = receipt.valueDate }
    }
    postings.append(posting)
  }
}
