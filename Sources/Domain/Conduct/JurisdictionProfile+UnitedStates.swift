import Bytes

extension JurisdictionProfile {
  /// The rules of profile US which bound the conduct of collection.
  package static let unitedStates = JurisdictionProfile(
    code: "US", version: 1, validFrom: Day(number: 20_454), validTo: nil,
    rules: [
      ConductRule(
        "U1", "Calls about one debt: presumption of violation", .block,
        [
          .init("calls_in_window", .atMost(7)), .init("call_window_days", .atLeast(7)),
          .init("days_after_conversation", .atLeast(7)),
        ], source: "12 CFR 1006.14(b)(2)", isVerified: false),
      ConductRule(
        "U2", "No contact at an inconvenient time", .block,
        [.init("contact_hours", .hours(opens: 8 * 3600, closes: 21 * 3600))],
        source: "12 CFR 1006.6(b)(1)(i)", isVerified: true),
      ConductRule(
        "U3", "Opt-out in every e-mail and text; channel, time and place requests", .block,
        [.init("opt_out_offered", .required(true)), .init("requests_honoured", .required(true))],
        source: "12 CFR 1006.6(e), 1006.14(h)", isVerified: false),
      ConductRule(
        "U4", "Third parties: location only, once per person unless asked", .block,
        [
          .init("contacts_per_third_party", .atMost(1)),
          .init("debt_detail_withheld", .required(true)),
        ], source: "12 CFR 1006.10; 15 USC 1692b", isVerified: true),
      ConductRule(
        "U5", "Validation notice", .deadline,
        [.init("validation_days", .atMost(5)), .init("dispute_period_days", .atLeast(30))],
        source: "12 CFR 1006.34; the dispute period not yet read", isVerified: true),
      ConductRule(
        "U6", "Records and recordings", .retention,
        [
          .init("records_kept_months", .atLeast(36)), .init("recordings_kept_months", .atLeast(36)),
        ],
        source: "12 CFR 1006.100", isVerified: true),
      ConductRule(
        "U7", "Adverse action notice with specific reasons", .deadline,
        [.init("notice_days", .atMost(30)), .init("reasons", .atMost(4))],
        source: "12 CFR 1002.9; CFPB Circular 2023-03", isVerified: false),
      ConductRule(
        "U8", "Four-fifths rule of thumb", .warning,
        [.init("impact_ratio_ppm", .atLeast(800_000))],
        source: "29 CFR 1607.4(D)", isVerified: true),
      ConductRule(
        "U9", "Adverse information and disputes", .retention,
        [
          .init("kept_months", .atMost(84)), .init("bankruptcy_kept_months", .atMost(120)),
          .init("answer_days", .atMost(30)),
        ], source: "15 USC 1681c, 1681i", isVerified: false),
    ])
}
