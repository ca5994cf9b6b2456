/// A currency of ISO 4217 with the number of its decimals.
package struct Currency: Sendable, Hashable {
  package let code: String
  package let decimals: Int

  /// - Returns: nil unless `code` is one of the list, in upper case.
  package init?(code: String) {
    guard let decimals = Self.decimalsByCode[code] else { return nil }
    self.code = code
    self.decimals = decimals
  }

  /// How many currencies the list has.
  package static var count: Int { decimalsByCode.count }

  /// Decimals by code. Source: ISO 4217, list one, published on 2026-01-01 by SIX Financial
  /// Information, with its funds; without the codes that have no minor unit: metals, bond market
  /// units, SDR, SUCRE, the ADB's unit, tests and "no currency".
  private static let decimalsByCode: [String: Int] = {
    var out: [String: Int] = [:]
    for (decimals, codes) in byDecimals {
      for code in codes.split(separator: " ") { out[String(code)] = decimals }
    }
    return out
  }()

  private static let byDecimals: [(decimals: Int, codes: String)] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
    (
      2,
      """
      AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD \
      CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
      GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK \
      LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO \
      NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS \
      SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST \
      XAD XCD XCG YER ZAR ZMW ZWG
      """
    ),
  ]
}
