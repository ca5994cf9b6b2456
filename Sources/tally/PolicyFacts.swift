import Contract

/// The values of a policy for a person: all of them, money as money.
enum PolicyFacts {
  /// The values which are amounts. Source: policy.proto, TenantPolicy.
  private static let amounts: Set = [
    "tolerance_amount", "level_amount_1", "level_amount_2", "priority_value_reference",
    "priority_amount_reference", "case_cost_amount",
  ]

  /// - Throws: `failed` when this client's own descriptors do not know the message.
  static func of(_ reply: Tally_V1_GetPolicyReply) throws(CommandFailure) -> [(String, String)] {
    guard case .object(let members)? = ReplyJSON.of(reply.policy) else {
      throw .failed("the reply cannot be written as JSON")
    }
    return members.map { member in
      (member.name, text(member.name, member.value, currency: reply.currency))
    }
  }

  private static func text(_ name: String, _ value: JSONValue, currency: String) -> String {
    guard amounts.contains(name), case .number(let digits) = value, let units = Int64(digits)
    else { return value.description }
    return Money.text(units, currency)
  }
}
