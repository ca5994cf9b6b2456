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
  /// Where nothing is declared, in bytes.
  package static let messageByteCountUsual = 64 << 10

  /// The policy as declared.
  ///
  /// - Throws: when it leaves open who may call, or breaks a rule no method may break.
  package static func policy(
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
    case .unspecified, .none: reveals = .none
    case .personal: reveals = .personal
    case .UNRECOGNIZED: throw Complaint(file, "\(method) reveals something unknown")
    }
    let rate: RateClass
    switch declared.rate {
    case .light: rate = .light
    case .unspecified, .normal: rate = .normal
    case .heavy: rate = .heavy
    case .UNRECOGNIZED: throw Complaint(file, "\(method) has an unknown rate class")
    }
    guard declared.maxMessageBytes <= UInt32(messageByteCountMax) else {
      throw Complaint(file, "\(method): max_message_bytes is above \(messageByteCountMax)")
    }
    let declaredMax = Int(declared.maxMessageBytes)
    let policy = Policy(
      callers: try callers(declared, of: method, in: file), effect: effect, reveals: reveals,
      needsFourEyes: declared.fourEyes,
      needsKey: declared.needsKey || effect == .write || reveals == .personal, rate: rate,
      kind: kind, messageByteCountMax: declaredMax == 0 ? messageByteCountUsual : declaredMax)
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
