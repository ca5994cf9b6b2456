import Client
import Contract

/// Why a command did not do what it was asked.
enum CommandFailure: Error {
  /// The server, or the way to it.
  case call(CallFailure)
  /// The words of the command line, or a file named there, do not fit.
  case usage(Sentence)
  /// The machine: a file that cannot be read.
  case failed(Sentence)
  /// The data which were given: nothing of them was taken.
  case rejected(Sentence)
  /// What was verified does not hold: one line for the person, and each finding.
  case unsound(Sentence, findings: [String])

  /// Source: house style, "CLI"; sysexits.h.
  var status: Int32 {
    switch self {
    case .usage: 64
    case .rejected: 65
    case .failed, .unsound: 1
    case .call(let failure): Self.status(of: failure)
    }
  }

  /// By what the refusal says of the same request, not by its code: a version which changed stays
  /// changed. A deadline or a cancellation of this side says nothing of the request.
  private static func status(of failure: CallFailure) -> Int32 {
    guard failure.retry == .never else { return 75 }
    return switch failure.code {
    case .unavailable, .deadlineExceeded, .cancelled: 75
    case .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition,
      .outOfRange, .unimplemented, .unauthenticated, .aborted, .resourceExhausted:
      77
    case .ok, .unknown, .internal, .dataLoss: 1
    }
  }

  /// One line for standard error.
  func line(in language: Language) -> String {
    switch self {
    case .usage(let sentence): language.text("error") + ": " + language.text(sentence)
    case .failed(let sentence), .rejected(let sentence), .unsound(let sentence, _):
      language.text("failed") + ": " + language.text(sentence)
    case .call(let failure): line(of: failure, in: language)
    }
  }

  /// The server's sentence is English and tells most; before it another language says the reason.
  private func line(of failure: CallFailure, in language: Language) -> String {
    let word = status == 77 ? "refused" : status == 75 ? "try again" : "failed"
    var place = failure.reason
    if !failure.rule.isEmpty { place += "; \(language.text("rule")) \(failure.rule)" }
    if !failure.field.isEmpty { place += "; \(language.text("field")) \(failure.field)" }
    for (name, value) in failure.details.sorted(by: { $0.key < $1.key }) {
      place += "; \(name) \(value)"
    }
    let reason = Reason(rawValue: failure.reason).flatMap(language.sentence(of:))
    return language.text(word) + ": " + (reason.map { $0 + "; " } ?? "") + failure.message
      + " (\(place))"
  }
}
