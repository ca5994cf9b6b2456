import Bytes
import Contract

/// Writes the method table, the call descriptors and the descriptor set.
package struct MethodWriter: Sendable {
  package let methods: [DeclaredMethod]
  package let header: String

  package init(methods: [DeclaredMethod], header: String) {
    self.methods = methods
    self.header = header
  }

  /// `Methods.swift`: nothing but the header when no method is declared.
  package var methodsText: String {
    guard !methods.isEmpty else { return header }
    var services: [String] = []
    for method in methods where services.last != method.service { services.append(method.service) }
    let groups = services.map { service in self.service(methods.filter { $0.service == service }) }
    return header + "\n" + methodEnum + "\n" + table + "\n" + groups.joined(separator: "\n")
  }

  private func caseName(_ method: DeclaredMethod) -> String {
    lowerFirst(method.service) + method.name
  }

  private func lowerFirst(_ name: String) -> String {
    name.prefix(1).lowercased() + name.dropFirst()
  }

  private var methodEnum: String {
    let cases = methods.enumerated().map { index, method in
      SwiftText.documentation(method.documentation, indent: 2)
        + "  case \(caseName(method)) = \(index)\n"
    }
    return """
      /// Every method. The raw value is a place in a table, not a code on the wire.
      package enum Method: Int, Sendable, CaseIterable {
      \(cases.joined())}

      """
  }

  private var table: String {
    """
    extension Method {
      /// As on the wire: `tally.v1.Debtors/Get`.
      package var name: String { Self.entries[rawValue].name }
      /// Who may call and what the call does.
      package var policy: Policy { Self.entries[rawValue].policy }
      /// The comment above the method in its `.proto`.
      package var documentation: String { Self.entries[rawValue].documentation }
      package var request: MessageCodec { Self.entries[rawValue].request }
      package var reply: MessageCodec { Self.entries[rawValue].reply }

      /// - Returns: nil when no method is called `name`.
      package init?(name: String) {
        guard let method = Self.byName[name] else { return nil }
        self = method
      }

      private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

      private static let entries: [MethodEntry] = [
        \(methods.map(constant).joined(separator: ", ")),
      ]

    \(methods.map(entry).joined(separator: "\n"))}

    """
  }

  private func constant(_ method: DeclaredMethod) -> String { "\(caseName(method))Entry" }

  private func entry(_ method: DeclaredMethod) -> String {
    """
      private static let \(constant(method)) = MethodEntry(
        name: \(SwiftText.literal(method.wireName)),
        documentation: \(SwiftText.literal(method.documentation.joined(separator: "\n"))),
        policy: Policy(
          callers: \(callers(method.policy.callers)),
          effect: .\(method.policy.effect), reveals: .\(method.policy.reveals),
          needsFourEyes: \(method.policy.needsFourEyes), needsKey: \(method.policy.needsKey),
          rate: .\(method.policy.rate), kind: .\(method.kind),
          messageByteCountMax: \(method.policy.messageByteCountMax)),
        request: .of(\(method.request).self), reply: .of(\(method.reply).self))

    """
  }

  private func callers(_ callers: Policy.Callers) -> String {
    switch callers {
    case .everyone: return ".everyone"
    case .authenticated: return ".authenticated"
    case .roles(let roles):
      let sorted = roles.sorted { $0.rawValue < $1.rawValue }
      return ".roles([\(sorted.map { ".\($0)" }.joined(separator: ", "))])"
    }
  }

  private func service(_ methods: [DeclaredMethod]) -> String {
    let descriptors = methods.map { method in
      SwiftText.documentation(method.documentation, indent: 2)
        + """
          package static let \(SwiftText.escaped(lowerFirst(method.name))) =
            MethodDescriptor<\(method.request), \(method.reply)>(
              name: \(SwiftText.literal(method.wireName)), kind: .\(method.kind),
              needsKey: \(method.policy.needsKey))

        """
    }
    return SwiftText.documentation(methods[0].serviceDocumentation, indent: 0)
      + "package enum \(methods[0].service) {\n\(descriptors.joined(separator: "\n"))}\n"
  }

  /// `Descriptors.swift`.
  package static func descriptorsText(_ bytes: [UInt8], header: String) -> String {
    let text = Array(Base64.text(bytes))
    let lines = stride(from: 0, to: text.count, by: 90).map {
      "    " + String(text[$0..<min($0 + 90, text.count)])
    }
    return """
      \(header)
      /// The compiled `.proto` files, for `System.Describe`.
      package enum Descriptors {
        /// A serialised `google.protobuf.FileDescriptorSet` in Base64, imports included.
        package static let base64 = \"""
      \(lines.joined(separator: "\\\n"))
          \"""
      }

      """
  }
}
