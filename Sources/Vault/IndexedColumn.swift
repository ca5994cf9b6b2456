/// The values which may have a blind index. A blind index tells which values are equal and how
/// often each comes, so small domains (sex, status, class) are no case here and never get one.
package enum IndexedColumn: String, Sendable, CaseIterable {
  case name
  case residentID = "resident_id"
  case passport
  case unifiedSocialCreditCode = "uscc"
  case businessLicence = "business_licence"
  case platformUserID = "platform_user_id"
  case bankAccount = "bank_account_no"
  case deviceID = "device_id"
  case phone
  case email
  case wechat
  /// A source's own name of an asset: plate, title number, account.
  case assetRegistry = "asset_registry"

  /// The form in which two writings of one value are equal.
  ///
  /// - Returns: nil when nothing is left of `value`, it is too long, or it cannot be such a value.
  package func normalised(_ value: String, countryCode: CountryCode) -> String? {
    guard value.utf8.count <= Limits.indexedTextByteCountMax else { return nil }
    let normal: String?
    switch self {
    case .name: normal = NormalForm.name(value)
    case .residentID, .passport, .unifiedSocialCreditCode, .businessLicence:
      normal = NormalForm.document(value)
    case .bankAccount: normal = NormalForm.digits(value)
    case .phone: normal = NormalForm.phone(value, countryCode: countryCode)
    case .email: normal = NormalForm.email(value)
    case .platformUserID, .deviceID, .wechat, .assetRegistry: normal = NormalForm.trimmed(value)
    }
    guard let normal, !normal.isEmpty else { return nil }
    return normal
  }
}

/// The calling code of the country whose national numbers a tenant writes without one.
package struct CountryCode: Sendable, Hashable {
  package let digits: String

  /// Mainland China.
  package static let china = CountryCode(checked: "86")
  /// Taiwan.
  package static let taiwan = CountryCode(checked: "886")

  private init(checked: String) { digits = checked }

  /// - Returns: nil unless `digits` are one to three ASCII digits of which the first is not zero.
  package init?(_ digits: String) {
    guard (1...3).contains(digits.utf8.count), digits.utf8.first != UInt8(ascii: "0"),
      digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    self.digits = digits
  }
}
