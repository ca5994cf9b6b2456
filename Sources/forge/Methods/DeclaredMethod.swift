package import Contract
import SwiftProtobuf

/// One rpc of a `.proto` with its policy.
package struct DeclaredMethod: Sendable, Equatable {
  /// `tally.v1.Debtors`.
  package let serviceFullName: String
  package let service: String
  package let serviceDocumentation: [String]
  /// `Get`.
  package let name: String
  package let documentation: [String]
  package let kind: StreamKind
  package let policy: Policy
  /// Swift types of the messages.
  package let request: String
  package let reply: String

  package var wireName: String { "\(serviceFullName)/\(name)" }

  /// Largest request message that may be declared, in bytes. Source: wire.md, "Limits".
  package static let messageByteCountMax = 4 << 20

  /// The policy as declared, with the rules no method may break.
  static func policy(
    _ declared: Tally_V1_Policy, kind: StreamKind, of method: String, in file: String
  ) throws(Complaint) -> Policy {
    let effect: Effect
    switch declared.effect {
    case .read: effect = .read
    case .write: effect = .write
    case .unspecified, .UNRECOGNIZED: throw Complaint(file, "\(method) declares no effect")
    }
    let reveals: Reveals
    switch declared.reveals {
    case .none: reveals = .none
    case .personal: reveals = .personal
    case .unspecified, .UNRECOGNIZED:
      throw Complaint(file, "\(method) does not say what it reveals")
    }
    let rate: RateClass
    switch declared.rate {
    case .light: rate = .light
    case .normal: rate = .normal
    case .heavy: rate = .heavy
    case .unspecified, .UNRECOGNIZED: throw Complaint(file, "\(method) declares no rate class")
    }
    guard (1...UInt32(messageByteCountMax)).contains(declared.maxMessageBytes) else {
      throw Complaint(file, "\(method): max_message_bytes is not in 1...\(messageByteCountMax)")
    }
    let policy = Policy(
      callers: try callers(declared, of: method, in: file), effect: effect, reveals: reveals,
      needsFourEyes: declared.fourEyes,
      needsKey: declared.needsKey || effect == .write || reveals == .personal, rate: rate,
      kind: kind, messageByteCountMax: Int(declared.maxMessageBytes))
    try check(policy, of: method, in: file)
    return policy
  }

  private static func callers(
    _ declared: Tally_V1_Policy, of method: String, in file: String
  ) throws(Complaint) -> Policy.Callers {
    let roles = try declared.roles.map { (role) throws(Complaint) in
      guard let code = UInt8(exactly: role.rawValue), let role = Role(rawValue: code) else {
        throw Complaint(file, "\(method) names the unknown role \(role.rawValue)")
      }
      return role
    }
    let answers = [!roles.isEmpty, declared.anyRole, declared.unauthenticated]
    guard answers.count(where: { $0 }) == 1 else {
      throw Complaint(file, "\(method) needs exactly one of roles, any_role and unauthenticated")
    }
    if declared.unauthenticated { return .everyone }
    return declared.anyRole ? .authenticated : .roles(Set(roles))
  }

  /// Who has no reveal. Source: words.md, "Segregation of duties".
  private static let rolesWithoutReveal: Set<Role> = [.platformAdmin, .auditor]

  private static func check(
    _ policy: Policy, of method: String, in file: String
  ) throws(Complaint) {
    switch policy.callers {
    case .everyone:
      guard method == "tally.v1.System/Health", policy.effect == .read else {
        throw Complaint(file, "\(method): only tally.v1.System/Health may be unauthenticated")
      }
      guard policy.reveals == .none else { throw Complaint(file, "\(method) reveals to everyone") }
    case .authenticated:
      guard policy.reveals == .none else {
        throw Complaint(file, "\(method) reveals personal data, so it must name its roles")
      }
    case .roles(let roles):
      guard policy.reveals == .none || roles.isDisjoint(with: rolesWithoutReveal) else {
        throw Complaint(file, "\(method): platform_admin and auditor never reveal personal data")
      }
    }
  }
}
