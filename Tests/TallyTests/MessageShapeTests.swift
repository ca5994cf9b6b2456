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
    (
      #"{"page":{"size":"x"}}"#,
      "page.size is to be a whole number from 0, above 2^53 in quotes"
    ),
    (#"{"page":{"colour":1}}"#, "no field is called page.colour"),
  ])
  func aWrongRequestIsRefused(_ json: String, _ reason: String) throws {
    let shapes = try Self.own().messages
    let name = "." + Method.debtorsList.request.messageName
    #expect(throws: MessageShapes.Failure(description: reason)) {
      try shapes.bytes(of: name, fromJSON: Array(json.utf8))
    }
  }

  @Test func aWrongElementIsNamedByItsPlace() throws {
    let shapes = try Self.own().messages
    let name = "." + Method.importsLoad.request.messageName
    let json = #"{"row":{"statements":[{"bill_amount":1},{"bill_amount":"x"}]}}"#
    let reason = "row.statements.1.bill_amount is to be a whole number, above 2^53 in quotes"
    #expect(throws: MessageShapes.Failure(description: reason)) {
      try shapes.bytes(of: name, fromJSON: Array(json.utf8))
    }
  }

  /// Generated code tells no place, but no name of a Swift case either.
  @Test func generatedCodeShowsNoCaseName() {
    let json = Array(#"{"page":{"size":"x"}}"#.utf8)
    #expect(throws: MessageCodec.Failure.self) {
      try Method.debtorsList.request.bytes(fromJSON: json)
    }
    do {
      _ = try Method.debtorsList.request.bytes(fromJSON: json)
    } catch {
      #expect(error.description == "not this message's JSON")
    }
  }

  /// A reply has every field; only what may be absent is left out.
  @Test func aReplyHasItsZeroesAndWords() throws {
    func shown(_ codec: MessageCodec, _ json: String) throws -> String? {
      let bytes = try codec.bytes(fromJSON: Array(json.utf8))
      return ReplyJSON.of("." + codec.messageName, bytes)?.description
    }
    let some = #"""
      {"buckets": [{"account_count": 3}], "overdue_rate_ppm": 0, "classes": [{"class_code": 2}],
       "risk_classes": [{"class_code": 3}, {}]}
      """#
    #expect(
      try shown(Method.debtorsPortfolio.reply, some)
        == #"{"as_of_on":"","buckets":[{"bucket":0,"account_count":3,"balance":0,"overdue":0}],"#
        + #""classes":[{"class_code":2,"class_code_name":"special_mention","account_count":0,"#
        + #""balance":0}],"risk_classes":[{"class_code":3,"class_code_name":"high","#
        + #""account_count":0,"balance":0},{"class_code":0,"class_code_name":"","#
        + #""account_count":0,"balance":0}],"account_count":0,"overdue_rate_ppm":0}"#)
    #expect(try shown(Method.systemHealth.reply, "{}") == #"{"ready":false,"problem":""}"#)
    #expect(try shown(Method.debtorsReveal.reply, "{}") == #"{"values":{}}"#)
    #expect(try shown(Method.debtorsList.reply, "{}") == #"{"debtors":[],"next":""}"#)
    #expect(try shown(Method.importsLoad.request, "{}") == "{}")
  }

  /// Every code which a reply has in a field of another name than a number has its word.
  @Test func everyCodeInAReplyHasItsWord() throws {
    let own = try Self.own()
    let codes: Set = [
      "asset_class", "channel", "class_code", "day_state", "loan_class", "outcome", "product",
      "result", "risk_class", "severity", "verdict",
    ]
    var found: Set<String> = []
    func visit(_ name: String) throws {
      let shown = try own.messages.reply(of: name, fromBytes: []).description
      for field in own.messages.fields(of: name) ?? [] {
        if codes.contains(field.name) {
          found.insert(field.name)
          // Which class a total is of only its place can tell.
          guard name != ".tally.v1.ClassTotal" else { continue }
          #expect(shown.contains("\"\(field.name)_name\""), "\(name).\(field.name)")
        }
        if own.messages.fields(of: field.type) != nil { try visit(field.type) }
      }
    }
    for method in own.methods { try visit(method.reply) }
    #expect(found == codes)
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
