import Contract
import Foundation
import Testing
import forge
import tally

/// Goal: a method which this client was built without can be called and described. Method: what
/// the descriptors alone give is compared with what generated code gives, of methods it knows.
@Suite struct MessageShapeTests {
  private static func own() throws -> ServerMethods { try #require(ServerMethods.own) }

  @Test func everyMethodIsDescribedAsItIsBuilt() throws {
    let own = try Self.own()
    #expect(own.methods.count == Method.allCases.count)
    for method in Method.allCases {
      let described = try #require(own.method(method.name))
      #expect(described.kind == method.policy.kind)
      #expect(described.needsKey == method.policy.needsKey)
      #expect(described.writes == (method.policy.effect == .write))
      #expect(described.request == "." + method.request.messageName)
      #expect(described.reply == "." + method.reply.messageName)
      switch method.policy.callers {
      case .everyone: #expect(described.callers == "everyone")
      case .authenticated: #expect(described.callers == "authenticated")
      case .roles(let roles):
        #expect(described.callers == roles.map(\.name).sorted().joined(separator: " "))
      }
    }
  }

  private static let samples: [(method: Method, json: String)] = [
    (.systemHealth, "{}"),
    (
      .debtorsList,
      #"{"page":{"size":3,"after":"a"},"risk_class":2,"bucket":0,"has_bucket":true}"#
    ),
    (
      .paymentsPost,
      #"{"account_id":"a","money":{"amount":-1,"currency":"TWD"},"value_on":"2005-10-01"}"#
    ),
    (.paymentsPost, #"{"money":{"amount":9007199254740991,"currency":"陳\n\"\\"}}"#),
    (.systemEcho, #"{"payload":"AP/+aGVsbG8="}"#),
    (.operatorGrantRegulator, #"{"datasets":[2,5,7],"period":4}"#),
    (.debtorsReveal, #"{"fields":["name","phone"]}"#),
    (
      .importsLoad,
      #"{"row":{"line":7,"generated":true,"statements":[{"bill_amount":-5},{"due_on":"x"}]}}"#
    ),
    (.policiesSet, #"{"policy":{"bucket_bounds":[0,30,60],"p_pay_ppm":[1,2,3]}}"#),
  ]

  @Test(arguments: samples.indices)
  func bytesAndJSONAreThoseOfGeneratedCode(_ index: Int) throws {
    let (method, json) = Self.samples[index]
    let shapes = try Self.own().messages
    let name = "." + method.request.messageName
    let expected = try method.request.bytes(fromJSON: Array(json.utf8))
    let bytes = try shapes.bytes(of: name, fromJSON: Array(json.utf8))
    // Generated code packs lists of numbers, which is another form of the same message.
    let again = try method.request.json(fromBytes: bytes)
    #expect(try again == method.request.json(fromBytes: expected))
    let read = try shapes.json(of: name, fromBytes: expected).description
    #expect(try Array(read.utf8) == method.request.json(fromBytes: expected))
  }

  @Test func aMapIsAnObject() throws {
    let shapes = try Self.own().messages
    let name = "." + Method.debtorsReveal.reply.messageName
    // One value: generated code writes a map in no order.
    let json = #"{"values":{"name":"陳"}}"#
    let bytes = try shapes.bytes(of: name, fromJSON: Array(json.utf8))
    #expect(try bytes == Method.debtorsReveal.reply.bytes(fromJSON: Array(json.utf8)))
    #expect(try shapes.json(of: name, fromBytes: bytes).description == json)
  }

  @Test(arguments: [
    ("[]", "not a JSON object"), ("{", "not a JSON object"),
    (#"{"colour":1}"#, "no field is called colour"), (#"{"page":1}"#, "page is to be an object"),
    (#"{"risk_class":-1}"#, "risk_class is to be a whole number from 0, above 2^53 in quotes"),
    (#"{"risk_class":1.5}"#, "risk_class is to be a whole number from 0, above 2^53 in quotes"),
    (
      #"{"risk_class":4294967296}"#,
      "risk_class is to be a whole number from 0, above 2^53 in quotes"
    ),
    (#"{"reference":1}"#, "reference is to be a text"),
    (#"{"has_bucket":"yes"}"#, "has_bucket is to be true or false"),
  ])
  func aWrongRequestIsRefused(_ json: String, _ reason: String) throws {
    let shapes = try Self.own().messages
    let name = "." + Method.debtorsList.request.messageName
    #expect(throws: MessageShapes.Failure(description: reason)) {
      try shapes.bytes(of: name, fromJSON: Array(json.utf8))
    }
  }

  /// Every prefix and every one-byte change is read or refused, and nothing traps.
  @Test func brokenBytesAreRefused() throws {
    let shapes = try Self.own().messages
    let method = Method.importsLoad
    let name = "." + method.request.messageName
    let json = try #require(Self.samples.first { $0.method == method }).json
    let bytes = try shapes.bytes(of: name, fromJSON: Array(json.utf8))
    for count in bytes.indices {
      _ = try? shapes.json(of: name, fromBytes: Array(bytes.prefix(count)))
      for value in [0, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[count] = value
        _ = try? shapes.json(of: name, fromBytes: changed)
      }
    }
    #expect(throws: MessageShapes.Failure(description: "the message ends too early")) {
      try shapes.json(of: name, fromBytes: Array(bytes.dropLast()))
    }
    let endless = [UInt8](repeating: 0xFF, count: 11)
    #expect(throws: MessageShapes.Failure(description: "a number has more than ten bytes")) {
      try shapes.json(of: name, fromBytes: endless)
    }
  }

  @Test func jsonIsEscaped() {
    let value = JSONValue.object([
      ("a\"", .text("\\\n\r\t\u{1}é")), ("b", .list([.number(-3), .flag(false)])),
    ])
    #expect(
      value.description == #"{"a\"":"\\\n\r\t\u0001é","b":[-3,false]}"#)
  }
}
