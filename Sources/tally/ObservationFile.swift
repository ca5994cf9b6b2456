import Contract
import Intake

/// Observations from a CSV file whose header names the fields.
struct ObservationFile {
  /// Source: assets.proto, ObserveRequest.
  static let packetCountMax = 500

  private(set) var observations: [Tally_V1_Observation] = []
  private var columns: [String] = []

  init(path: String) throws(CommandFailure) {
    let bytes = try CommandFailure.reading { () throws(Files.Failure) in try Files.read(path) }
    var machine = CSVMachine()
    var events: [CSVMachine.Event] = []
    do {
      events = try machine.received(bytes)
    } catch {
      throw .usage("\(path): \(error)")
    }
    events += machine.finished()
    for event in events {
      switch event {
      case .malformed(let line, _, let reason): throw .usage("\(path), line \(line): \(reason)")
      case .record(let record):
        if columns.isEmpty {
          columns = record.fields
        } else {
          observations.append(try observation(record, path))
        }
      }
    }
    guard !observations.isEmpty else { throw .usage("\(path) holds no observation") }
  }

  private func observation(
    _ record: CSVMachine.Record, _ path: String
  ) throws(CommandFailure) -> Tally_V1_Observation {
    guard record.fields.count == columns.count else {
      throw .usage("\(path), line \(record.line): \(columns.count) fields are expected")
    }
    var out = Tally_V1_Observation()
    for (column, text) in zip(columns, record.fields) where !text.isEmpty {
      let place = "\(path), line \(record.line), \(column)"
      switch column {
      case "debtor_id": out.debtorID = text
      case "consent_id": out.consentID = text
      case "asset_class": out.assetClass = try Codes.assetClass.code(text)
      case "registry_ref": out.registryRef = text
      case "kind": out.kind = try Codes.observation.code(text)
      case "observed_on": out.observedOn = text
      case "currency": out.currency = text
      case "old_amount": out.oldAmount = try Self.number(text, place)
      case "new_amount": out.newAmount = try Self.number(text, place)
      case "old_share_ppm": out.oldSharePpm = try Self.number(text, place)
      case "new_share_ppm": out.newSharePpm = try Self.number(text, place)
      case "confidence_ppm": out.confidencePpm = try Self.number(text, place)
      default: throw .usage("\(path): no field is called \(column)")
      }
    }
    return out
  }

  private static func number(_ text: String, _ place: String) throws(CommandFailure) -> Int64 {
    guard let number = Int64(text) else { throw .usage("\(place): \"\(text)\" is no whole number") }
    return number
  }
}
