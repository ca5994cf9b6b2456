import Bytes
import Client
import Contract
import Reactor
import SwiftProtobuf
import World

/// The server as commands see it.
struct Remote: Sendable {
  let client: RPCClient
  let world: World
  let deadline: Duration
  /// The key which the person gave for the one write of the command.
  private let key: String?

  /// Connects and greets.
  static func connect(
    _ options: ConnectionOptions, _ io: Terminal
  ) async throws(CommandFailure) -> Remote {
    let endpoint = try endpoint(options)
    let token = try Credentials.token(options)
    var clientOptions = ClientOptions()
    clientOptions.name = "tally/\(ProductVersion.text)"
    do throws(CallFailure) {
      let client = try await RPCClient.connect(
        to: endpoint, token: token, on: Shard(label: "tally", world: io.world),
        options: clientOptions)
      return Remote(
        client: client, world: io.world, deadline: .seconds(Int64(options.timeout ?? 60)),
        key: options.key)
    } catch {
      throw .call(error)
    }
  }

  /// The server which the options, the environment or a file names.
  static func endpoint(_ options: ConnectionOptions) throws(CommandFailure) -> Endpoint {
    let place = try place(options)
    guard let endpoint = Endpoint(place) else {
      throw .usage("\(place) is no server: unix:/path or tcp:host:port")
    }
    return endpoint
  }

  private static func place(_ options: ConnectionOptions) throws(CommandFailure) -> String {
    if let place = options.server ?? Process.variable("TALLY_SERVER") { return place }
    let file = try Credentials.folder() + "/server"
    guard let bytes = try? Files.read(file) else {
      throw .usage("say where the server is: --server unix:/path or TALLY_SERVER")
    }
    return String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
  }

  func close() async { await client.close() }

  /// Calls a method with one request and one reply.
  ///
  /// - Parameter suffix: tells the keys of several writes of one command apart.
  /// - Parameter usual: the key where the person gave none; when left out, one is made.
  func call<Request: Message, Reply: Message>(
    _ method: MethodDescriptor<Request, Reply>, _ request: Request, suffix: String = "",
    usual: String? = nil
  ) async throws(CommandFailure) -> Reply {
    do throws(CallFailure) {
      return try await client.callRetrying(
        method, request, key: key(suffix) ?? usual, deadline: deadline, policy: retries)
    } catch {
      throw .call(error)
    }
  }

  func replies<Request: Message, Reply: Message>(
    of method: MethodDescriptor<Request, Reply>, _ request: Request, deadline: Duration
  ) async throws(CommandFailure) -> Replies<Reply> {
    do throws(CallFailure) {
      return try await client.replies(of: method, request, deadline: deadline)
    } catch {
      throw .call(error)
    }
  }

  private func key(_ suffix: String) -> String? { key.map { $0 + suffix } }

  /// A person waits: a few tries, then they decide.
  private var retries: RetryPolicy {
    var policy = RetryPolicy()
    policy.attemptCountMax = 4
    return policy
  }

  /// The identifier of a debtor who is named by it or by the partner's reference; nothing for
  /// nobody, which to a debtor's own credential means itself.
  func debtor(_ text: String) async throws(CommandFailure) -> String {
    if text.isEmpty || Identifier(text) != nil { return text }
    var request = Tally_V1_ListDebtorsRequest()
    request.reference = text
    request.page.size = 1
    let reply: Tally_V1_ListDebtorsReply
    do throws(CommandFailure) {
      reply = try await call(Debtors.list, request)
    } catch {
      // What is refused is the look-up, not the method which was asked for.
      guard case .call(var failure) = error, failure.reason == Reason.roleNotAllowed.rawValue else {
        throw error
      }
      failure.message =
        "a reference is looked up by Debtors/List, which is not open to this role; "
        + "name the debtor by identifier"
      throw .call(failure)
    }
    guard let debtor = reply.debtors.first else {
      throw .call(
        CallFailure(
          method: Debtors.list.name, code: .notFound, reason: .notFound,
          message: "no such record"))
    }
    return debtor.debtorID
  }
}
