import Bytes
import Crypto

/// The members of one JSON object, each taken once; what is left is unknown.
struct JSONMembers {
  let line: Int
  private var rest: [String: JSON]

  init(_ json: JSON) throws(IntakeFailure) {
    guard case .object(let members) = json.value else {
      throw .mapping(line: json.line, reason: "expected an object")
    }
    line = json.line
    rest = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
  }

  mutating func optional(_ name: String) -> JSON? { rest.removeValue(forKey: name) }

  mutating func required(_ name: String) throws(IntakeFailure) -> JSON {
    guard let value = optional(name) else {
      throw .mapping(line: line, reason: "\(name) is missing")
    }
    return value
  }

  /// - Throws: when a name is left which nobody asked for.
  func finish() throws(IntakeFailure) {
    guard let name = rest.keys.min(), let value = rest[name] else { return }
    throw .mapping(line: value.line, reason: "\(name) is not known here")
  }
}

extension JSON {
  func failure(_ reason: String) -> IntakeFailure { .mapping(line: line, reason: reason) }

  func text() throws(IntakeFailure) -> String {
    guard case .string(let text) = value, !text.isEmpty else {
      throw failure("expected a text that is not empty")
    }
    return text
  }

  func integer(_ range: ClosedRange<Int64>) throws(IntakeFailure) -> Int64 {
    guard case .number(let text) = value, let number = Int64(text), range.contains(number) else {
      throw failure("expected a whole number of \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func elements() throws(IntakeFailure) -> [JSON] {
    guard case .array(let elements) = value else { throw failure("expected a list") }
    return elements
  }

  func boolean() throws(IntakeFailure) -> Bool {
    guard case .bool(let flag) = value else { throw failure("expected true or false") }
    return flag
  }

  /// `{"column": "NAME"}`, nothing else beside it.
  func column() throws(IntakeFailure) -> String {
    var members = try JSONMembers(self)
    let name = try members.required("column").text()
    try members.finish()
    return name
  }

  func date() throws(IntakeFailure) -> Day {
    guard let day = Day(try text()) else { throw failure("not a date that exists: YYYY-MM-DD") }
    return day
  }
}

extension Mapping {
  /// Reads a mapping file.
  ///
  /// - Throws: `mapping` with the line at fault: unknown and missing members, wrong kinds, dates
  ///   that do not exist, periods out of order.
  package init(json bytes: [UInt8]) throws(IntakeFailure) {
    guard let digest = Bytes::Digest(bytes: SHA256.hash(data: bytes)) else {
      preconditionFailure("SHA-256 of another length")
    }
    self.digest = digest
    let root = try JSON.parse(bytes)
    var members = try JSONMembers(root)
    name = try members.required("mapping").text()
    version = Int(try members.required("version").integer(1...1_000_000))
    attribution = try members.required("attribution").text()
    (currency, currencyColumn) = try Self.currency(try members.required("currency"))
    timeZone = try members.required("time_zone").text()
    product = try Self.product(try members.required("product"))
    dateForm = try Self.dateForm(members.optional("date_form"))
    generator = try Self.generator(members.optional("generator"))
    isGenerated = try members.optional("generated")?.boolean() ?? false
    reference = try Self.textSource(try members.required("reference"))
    debtorName = try Self.textSource(try members.required("name"))
    residentID = try Self.textSource(try members.required("resident_id"))
    phone = try Self.textSource(try members.required("phone"))
    signedOn = try Self.dateSource(try members.required("signed_on"))
    limit = try Self.amountSource(try members.required("limit"), currency)
    var opening = try JSONMembers(try members.required("opening"))
    openingOn = try Self.dateSource(try opening.required("on"))
    openingAmount = try Self.amountSource(
      try opening.required("amount"), currency,
      rules: ["first_bill_plus_first_payments": .firstBillPlusFirstPayments])
    try opening.finish()
    minimumDue = try Self.minimumDue(try members.required("minimum_due"), currency)
    overdue = try Self.overdue(members.optional("overdue"), currency)
    periods = try Self.periods(try members.required("periods"), currency)
    var ignored: Set<String> = []
    for element in try members.optional("ignored")?.elements() ?? [] {
      ignored.insert(try element.text())
    }
    ignoredColumns = ignored
    try members.finish()
    try check(root)
  }

  private func check(_ root: JSON) throws(IntakeFailure) {
    if case .generated = reference { throw root.failure("reference cannot be generated") }
    let generates = [debtorName, residentID, phone].contains(.generated)
    guard generates == (generator != nil) else {
      throw root.failure(
        generates ? "generator is missing" : "a generator is given, and nothing is generated")
    }
    if let both = columns.intersection(ignoredColumns).min() {
      throw root.failure("\(both) is read and ignored")
    }
    var last: Day?
    for period in periods {
      guard case .constant(let day) = period.statementOn else { continue }
      if let last, day <= last { throw root.failure("the periods are not in order") }
      last = day
    }
  }

  private static func currency(_ json: JSON) throws(IntakeFailure) -> (Currency, String?) {
    var members = try JSONMembers(json)
    let code = try members.required("code")
    guard let currency = Currency(code: try code.text()) else {
      throw code.failure("expected a currency of ISO 4217")
    }
    let decimals = try members.required("decimals")
    guard try decimals.integer(0...4) == Int64(currency.decimals) else {
      throw decimals.failure("ISO 4217 gives \(currency.code) \(currency.decimals) decimals")
    }
    let column = try members.optional("column")?.text()
    try members.finish()
    return (currency, column)
  }

  private static func product(_ json: JSON) throws(IntakeFailure) -> Product {
    let names: [String: Product] = [
      "p2p_loan": .p2pLoan, "consumer_loan": .consumerLoan, "credit_card": .creditCard,
      "bnpl": .buyNowPayLater, "merchant_credit": .merchantCredit,
      "investment_project": .investmentProject, "trade_payable": .tradePayable,
    ]
    guard let product = names[try json.text()] else {
      throw json.failure("expected one of \(names.keys.sorted().joined(separator: ", "))")
    }
    return product
  }

  private static func dateForm(_ json: JSON?) throws(IntakeFailure) -> DateForm {
    guard let json else { return .hyphens }
    guard let form = DateForm(rawValue: try json.text()) else {
      let known = DateForm.allCases.map(\.rawValue).joined(separator: ", ")
      throw json.failure("expected one of \(known)")
    }
    return form
  }

  private static func generator(_ json: JSON?) throws(IntakeFailure) -> IdentityGenerator? {
    guard let json else { return nil }
    var members = try JSONMembers(json)
    let seed = try members.required("seed").integer(0...Int64.max)
    let style = try members.required("style")
    guard let known = IdentityGenerator.Style(rawValue: try style.text()) else {
      let names = IdentityGenerator.Style.allCases.map(\.rawValue).joined(separator: ", ")
      throw style.failure("expected one of \(names)")
    }
    try members.finish()
    return IdentityGenerator(seed: UInt64(seed), style: known)
  }

  /// A text is a constant; an object names a column or asks for generated data.
  private static func textSource(_ json: JSON) throws(IntakeFailure) -> TextSource {
    if case .string = json.value { return .constant(try json.text()) }
    var members = try JSONMembers(json)
    if let generate = members.optional("generate") {
      guard try generate.boolean() else { throw generate.failure("expected true") }
      try members.finish()
      return .generated
    }
    let column = try members.required("column").text()
    let prefix = try members.optional("prefix")?.text() ?? ""
    try members.finish()
    return .column(column, prefix: prefix)
  }

  private static func dateSource(_ json: JSON) throws(IntakeFailure) -> DateSource {
    if case .string = json.value { return .constant(try json.date()) }
    return .column(try json.column())
  }

  private static func amountSource(
    _ json: JSON, _ currency: Currency, rules: [String: AmountSource] = [:]
  ) throws(IntakeFailure) -> AmountSource {
    if case .string(let text) = json.value {
      do { return .constant(try Amount.minorUnits(text, decimals: currency.decimals)) } catch {
        throw json.failure("not an amount of \(currency.code)")
      }
    }
    var members = try JSONMembers(json)
    if let rule = members.optional("rule") {
      try members.finish()
      guard let known = rules[try rule.text()] else {
        throw rule.failure("not a rule for this amount")
      }
      return known
    }
    return .column(try json.column())
  }

  private static func minimumDue(
    _ json: JSON, _ currency: Currency
  ) throws(IntakeFailure) -> MinimumDue {
    var members = try JSONMembers(json)
    let ppm = try members.required("ppm").integer(0...1_000_000)
    let floor = try members.required("floor")
    guard case .constant(let units) = try amountSource(floor, currency), units >= 0 else {
      throw floor.failure("expected an amount which is not negative")
    }
    try members.finish()
    return MinimumDue(ppm: ppm, floor: units)
  }

  private static func overdue(
    _ json: JSON?, _ currency: Currency
  ) throws(IntakeFailure) -> Overdue? {
    guard let json else { return nil }
    var members = try JSONMembers(json)
    let months = try members.required("months").column()
    let dueOn = try members.required("due_on").date()
    let amount = try amountSource(
      try members.required("amount"), currency,
      rules: ["minimum_due_per_month": .minimumDuePerMonth])
    try members.finish()
    return Overdue(monthsColumn: months, dueOn: dueOn, amount: amount)
  }

  private static func periods(
    _ json: JSON, _ currency: Currency
  ) throws(IntakeFailure) -> [Period] {
    let elements = try json.elements()
    guard (1...Limits.periodsMax).contains(elements.count) else {
      throw json.failure("expected 1 to \(Limits.periodsMax) periods")
    }
    var periods: [Period] = []
    for element in elements {
      var members = try JSONMembers(element)
      var payments: [Payment] = []
      for entry in try members.optional("payments")?.elements() ?? [] {
        var payment = try JSONMembers(entry)
        payments.append(
          Payment(
            on: try dateSource(try payment.required("on")),
            amount: try amountSource(try payment.required("amount"), currency)))
        try payment.finish()
      }
      let purchases = members.optional("purchases")
      periods.append(
        Period(
          statementOn: try dateSource(try members.required("statement_on")),
          dueOn: try dateSource(try members.required("due_on")),
          bill: try amountSource(try members.required("bill"), currency),
          purchases: try purchases.map { json throws(IntakeFailure) in
            try amountSource(json, currency)
          },
          payments: payments, monthsLateColumn: try members.optional("months_late")?.column(),
          isOptional: try members.optional("optional")?.boolean() ?? false))
      try members.finish()
    }
    return periods
  }
}
