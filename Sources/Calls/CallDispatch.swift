import Access
import Bytes
package import Contract
import Domain
import Engine
import SwiftProtobuf
import World

/// Admits a call and performs it. Knows no socket: bytes in, bytes or a refusal out.
package struct CallDispatch: Sendable {
  let house: House

  package init(house: House) { self.house = house }

  /// Answers a method that needs nothing but memory; the caller then need not suspend.
  ///
  /// - Returns: nil when the method must go through `unary`.
  package func immediate(
    _ call: IncomingCall, request: [UInt8]
  ) -> Result<[UInt8], Refusal>? {
    guard call.method == .systemEcho else { return nil }
    return result { () throws(Refusal) in
      let admitted: Authorised<Tally_V1_EchoRequest> = try admit(call, request)
      var reply = Tally_V1_EchoReply()
      reply.payload = admitted.request.payload
      return try encode(reply)
    }
  }

  /// Performs a unary call.
  package func unary(_ call: IncomingCall, request: [UInt8]) async -> Result<[UInt8], Refusal> {
    if let answer = immediate(call, request: request) { return answer }
    do throws(Refusal) {
      return .success(try await perform(call, request))
    } catch {
      return .failure(error)
    }
  }

  /// Performs a call whose client streams.
  package func clientStreaming(
    _ call: IncomingCall, source: any MessageSource
  ) async -> Result<[UInt8], Refusal> {
    do throws(Refusal) {
      switch call.method.policy.kind {
      case .clientStreaming: return .success(try await ImportStream(self).run(call, source))
      case .unary, .serverStreaming, .bidirectional: throw .internalError
      }
    } catch {
      return .failure(error)
    }
  }

  /// Performs a call that answers with a stream.
  ///
  /// - Returns: nil when the stream ended well.
  package func serverStreaming(
    _ call: IncomingCall, request: [UInt8], sink: any MessageSink
  ) async -> Refusal? {
    do throws(Refusal) {
      try await stream(call, request, sink)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Admission

  func admit<Request: Message & Sendable>(
    _ call: IncomingCall, _ bytes: [UInt8]
  ) throws(Refusal) -> Authorised<Request> {
    let policy = call.method.policy
    guard bytes.count <= policy.messageByteCountMax else {
      throw Refusal(
        .resourceExhausted, .messageTooLarge,
        "the request is larger than \(policy.messageByteCountMax) bytes")
    }
    let request: Request
    do {
      request = try Request(serializedBytes: bytes)
    } catch {
      throw Refusal(
        .invalidArgument, .messageUndecodable,
        "the request is not the bytes of a \(Request.protoMessageName)")
    }
    var facts = CallFacts(
      now: house.world.recordedNow(), peer: call.peer, idempotencyKey: call.idempotencyKey)
    if let naming = request as? any TenantNaming, !naming.tenantID.isEmpty {
      guard let tenant = Identifier(naming.tenantID) else {
        throw .invalid("tenant_id", "is no uuid")
      }
      facts.namedTenant = tenant
    }
    if let purposeful = request as? any PurposeNaming { facts.purpose = purposeful.purpose }
    return try Gate.admit(request, as: call.principal, under: policy, call: facts)
  }

  func caller(_ call: IncomingCall, _ request: [UInt8]) -> Caller {
    Caller(
      principal: call.principal.id, pseudonym: call.principal.pseudonym, method: call.method.name,
      key: call.idempotencyKey ?? "", requestHash: RequestHash.of(request))
  }

  func budget(_ call: IncomingCall) -> UInt64 {
    let now = house.world.monotonicNow()
    return call.deadline > now ? call.deadline - now : 0
  }

  func encode(_ reply: some Message) throws(Refusal) -> [UInt8] {
    do {
      let bytes: [UInt8] = try reply.serializedBytes()
      return bytes
    } catch {
      throw .internalError
    }
  }

  private func result(
    _ body: () throws(Refusal) -> [UInt8]
  ) -> Result<[UInt8], Refusal> {
    do throws(Refusal) { return .success(try body()) } catch { return .failure(error) }
  }

  // MARK: Forms of calls

  /// A writing operation in the lane of the caller's tenant.
  func operate<O: RequestedOperation>(
    _: O.Type, _ call: IncomingCall, _ bytes: [UInt8]
  ) async throws(Refusal) -> [UInt8] {
    let admitted: Authorised<O.Request> = try admit(call, bytes)
    let desk = try await house.desk(try admitted.requiredTenant())
    let operation = try O(admitted, tenant: desk.tenant)
    return try await desk.perform(operation, caller: caller(call, bytes), budget: budget(call))
      .get()
  }

  /// A writing operation whose reply shows a case. The reference of the case's debtor is in no
  /// stored reply: it is read for each answer.
  func operate<O: RequestedOperation>(
    _ type: O.Type, showing path: WritableKeyPath<O.Reply, Tally_V1_CollectionCase>,
    _ call: IncomingCall, _ bytes: [UInt8]
  ) async throws(Refusal) -> [UInt8] {
    let stored = try await operate(type, call, bytes)
    guard var reply = try? O.Reply(serializedBytes: stored),
      let debtor = Identifier(reply[keyPath: path].debtorID), let tenant = call.principal.tenant
    else { throw .internalError }
    let desk = try await house.desk(tenant)
    reply[keyPath: path].reference = try await desk.answer(
      ReadReference(debtor: debtor), deadline: call.deadline)
    return try encode(reply)
  }

  /// An inquiry in a snapshot of the caller's tenant.
  func inquire<I: RequestedInquiry>(
    _: I.Type, _ call: IncomingCall, _ bytes: [UInt8]
  ) async throws(Refusal) -> [UInt8] {
    let admitted: Authorised<I.Request> = try admit(call, bytes)
    let desk = try await house.desk(try admitted.requiredTenant())
    let inquiry = try I(admitted, tenant: desk.tenant)
    return try encode(try await desk.answer(inquiry, deadline: call.deadline))
  }
}

/// A request that names the tenant it concerns.
protocol TenantNaming { var tenantID: String { get } }
extension Tally_V1_CreatePrincipalRequest: TenantNaming {}
extension Tally_V1_GrantRegulatorRequest: TenantNaming {}
extension Tally_V1_LedgerHeadRequest: TenantNaming {}
extension Tally_V1_ListExtractsRequest: TenantNaming {}
extension Tally_V1_PullExtractRequest: TenantNaming {}

/// A request that says why it asks for personal data.
protocol PurposeNaming { var purpose: String { get } }
extension Tally_V1_RevealRequest: PurposeNaming {}
