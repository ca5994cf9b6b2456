import Bytes
import Queries

/// How a debtor is reached. Source: domain model, `action`.
package enum ContactChannel: Int16, Sendable, CaseIterable {
  case call = 1
  case sms = 2
  case email = 3
  case letter = 4
  case visit = 5
  case video = 6
  case wechat = 7
  case appPush = 8
  case aiVoice = 9
  case portal = 10

  /// Somebody may answer: what caps on calls count.
  package var isVoice: Bool {
    switch self {
    case .call, .video, .aiVoice: true
    case .sms, .email, .letter, .visit, .wechat, .appPush, .portal: false
    }
  }

  /// The types of contact points it uses, the preferred first.
  var pointTypes: [ContactPointType] {
    switch self {
    case .call, .video, .aiVoice: [.mobile, .landline]
    case .sms: [.sms, .mobile]
    case .email: [.email]
    case .letter, .visit: [.address, .workAddress]
    case .wechat: [.wechat]
    case .appPush, .portal: [.appPush]
    }
  }
}

/// What came of an act. Source: domain model, `action`.
package enum ActionResult: Int16, Sendable, CaseIterable {
  case rightParty = 1
  case wrongParty = 2
  case noAnswer = 3
  case busy = 4
  case refused = 5
  case invalid = 6
  case leftMessage = 7
  case delivered = 8
  case bounced = 9
  case optedOut = 10

  /// Somebody answered.
  package var isAnswered: Bool {
    switch self {
    case .rightParty, .wrongParty, .refused, .optedOut: true
    case .noAnswer, .busy, .invalid, .leftMessage, .delivered, .bounced: false
    }
  }
}

/// A contact point of a debtor, as `pii_contact_point` codes it.
enum ContactPoint {
  static let ownerSelf: Int16 = 1
  static let optedOut: Int16 = 5
  static let banned: Int16 = 6

  /// The debtor's own point which `channel` uses; nil when there is none on file.
  static func chosen(
    for channel: ContactChannel, among points: [ConductQueries.PointsRow]
  ) -> ConductQueries.PointsRow? {
    for type in channel.pointTypes {
      if let point = points.first(where: { $0.type == type.rawValue && $0.owner == ownerSelf }) {
        return point
      }
    }
    return nil
  }
}
