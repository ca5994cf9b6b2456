import Client
import Contract

/// Why a command did not do what it was asked.
enum CommandFailure: Error {
  /// The server, or the way to it.
  case call(CallFailure)
  /// The words of the command line, or a file named there, do not fit.
  case usage(String)
  /// The machine: a file that cannot be read, a ledger that does not verify.
  case failed(String)

  /// Source: house style, "CLI"; sysexits.h.
  var status: Int32 {
    switch self {
    case .usage: 64
    case .failed: 1
    case .call(let failure):
      switch failure.code {
      case .unavailable, .aborted, .resourceExhausted, .deadlineExceeded, .cancelled: 75
      case .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition,
        .outOfRange, .unimplemented, .unauthenticated:
        77
      case .ok, .unknown, .internal, .dataLoss: 1
      }
    }
  }

  /// One line for standard error.
  var line: String {
    switch self {
    case .usage(let message): return "error: \(message)"
    case .failed(let message): return "failed: \(message)"
    case .call(let failure):
      let word = status == 77 ? "refused" : status == 75 ? "try again" : "failed"
      var place = failure.reason
      if !failure.rule.isEmpty { place += "; rule \(failure.rule)" }
      if !failure.field.isEmpty { place += "; field \(failure.field)" }
      for (name, value) in failure.details.sorted(by: { $0.key < $1.key }) {
        place += "; \(name) \(value)"
      }
      return "\(word): \(failure.message) (\(place))"
    }
  }
}
