package import Bytes

/// What an entry records. The codes are fixed: they are hashed and never reused. Those of the access
/// log begin at 101, so that no leaf of one log is a leaf of the other.
///
/// Source: domain model, `ledger_entry`, `access_log`.
package enum EntryKind: Int, Sendable, CaseIterable {
  case agreementOpened = 1
  case disbursed = 2
  case dueMissed = 3
  case bucketChanged = 4
  case payment = 5
  case reversal = 6
  case waiver = 7
  case restructured = 8
  case chargeOff = 9
  case writeOff = 10
  case recovered = 11
  case assigned = 12
  case caseOpened = 13
  case caseClosed = 14
  case promiseKept = 15
  case promiseBroken = 16
  case scoreIssued = 17
  case classChanged = 18
  case controlApplied = 19
  case controlLifted = 20
  case listingOn = 21
  case listingOff = 22
  case disputeOpened = 23
  case disputeResolved = 24
  /// Names the corrected entry in `reverses`.
  case correction = 25
  case repairOpened = 26
  case repairStage = 27
  case repairRestored = 28
  case repairRevoked = 29
  case filingSent = 30
  case consentGiven = 31
  case consentWithdrawn = 32
  /// Erasure: the subject's key no longer exists.
  case keyDestroyed = 33
  case fraudConfirmed = 34
  case guaranteeCalled = 35
  /// A purchase, interest, a fee or a penalty.
  case charged = 36
  case holdPlaced = 37
  case holdEnded = 38
  /// Personal data were shown in clear.
  case revealed = 101

  /// The log to which entries of this kind belong.
  package var log: Log { rawValue < 101 ? .ledger : .access }

  /// True when an entry of this kind must name another entry in `reverses`.
  package var namesAnother: Bool { self == .reversal || self == .correction }

  /// The word for this kind in the files of an extract: `agreement_opened`.
  package var word: String {
    var out = ""
    for character in String(describing: self) {
      if character.isUppercase { out.append("_") }
      out.append(contentsOf: character.lowercased())
    }
    return out
  }
}
