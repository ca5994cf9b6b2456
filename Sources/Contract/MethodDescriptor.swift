/// How many messages go each way.
package enum StreamKind: Sendable, Equatable {
  case unary, clientStreaming, serverStreaming, bidirectional
}

/// What a caller needs to know of a method, with the types of its messages.
package struct MethodDescriptor<Request, Reply>: Sendable {
  /// As on the wire: `tally.v1.Debtors/Get`.
  package let name: String
  package let kind: StreamKind
  /// Whether the call carries an idempotency key.
  package let needsKey: Bool

  package init(name: String, kind: StreamKind, needsKey: Bool) {
    self.name = name
    self.kind = kind
    self.needsKey = needsKey
  }
}
