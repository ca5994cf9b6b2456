import Bytes

extension JurisdictionProfile {
  private static let gbt = "GB/T 45251—2025"
  private static let cba = "中国银行业协会 金融机构个人消费类贷款催收工作指引(试行), 2026-01-30"
  private static let credit = "征信业管理条例"
  private static let pipl = "个人信息保护法"
  private static let order36 = "信用修复管理办法, NDRC order 36"
  private static let classes = "商业银行金融资产风险分类办法 (2023)"

  /// The rules of profile CN on the conduct of collection, credit records and personal data.
  package static let china = JurisdictionProfile(
    code: "CN", version: 1, validFrom: Day(number: 20_454), validTo: nil,
    rules: chinaContact + chinaCharges + chinaRecords + chinaClasses + chinaData)

  private static let chinaContact: [ConductRule] = [
    ConductRule(
      "C1", "No collection at night unless agreed", .block,
      [.init("contact_hours", .hours(opens: 8 * 3600, closes: 22 * 3600))],
      source: "\(gbt); \(cba)", isVerified: false, validFrom: Day("2025-02-28")),
    ConductRule(
      "C2", "Connected calls per debtor and day, lender and agencies together", .block,
      [.init("connected_calls_per_day", .atMost(3))],
      source: gbt, isVerified: false, validFrom: Day("2025-02-28")),
    ConductRule(
      "C3", "Unanswered attempts per contact point and day (不宜超过)", .warning,
      [.init("attempts_per_point_and_day", .atMost(6))], source: cba, isVerified: false),
    ConductRule(
      "C4", "Interval between collection cycles of one product (不宜少于)", .warning,
      [.init("cycle_interval_days", .atLeast(7))],
      source: "\(gbt), pre-final summary", isVerified: false),
    ConductRule(
      "C5", "Collect from those liable only", .block,
      [.init("allowed_parties", .among(["debtor", "guarantor", "joint_debtor"]))],
      source: "\(gbt); \(cba)", isVerified: false),
    ConductRule(
      "C6", "Third person only if the debtor is lost; no debt detail; stop on refusal", .block,
      [
        .init("failed_attempts_before_third_person", .atLeast(3)),
        .init("debt_detail_withheld", .required(true)),
        .init("stop_on_refusal", .required(true)),
      ], source: cba, isVerified: false),
    ConductRule(
      "C7", "Calls recorded; visits by two persons with identification", .retention,
      [
        .init("calls_recorded", .required(true)), .init("visitors", .atLeast(2)),
        .init("recording_kept_days", .atLeast(1825)),
      ], source: "\(cba); the period is a default of the product", isVerified: false),
    ConductRule(
      "C8", "Published list of agencies; yearly inspection; listed forbidden acts", .block,
      [.init("agency_listed", .required(true)), .init("agency_review_months", .atMost(12))],
      source: cba, isVerified: false),
    ConductRule(
      "C9", "Violence, threats, stalking, harassment are a crime", .block,
      [.init("escalated", .required(true))], source: "刑法, article 293-1", isVerified: true),
  ]

  private static let chinaCharges: [ConductRule] = [
    ConductRule(
      "C10", "All-in financing cost of bank internet-assisted loans", .block,
      [.init("cost_ppm", .atMost(240_000))],
      source: "金规〔2025〕9号, reading of a law firm", isVerified: false,
      validFrom: Day("2025-10-01")),
    ConductRule(
      "C11", "Private lending: interest, default interest and fees together", .block,
      [.init("lpr_multiple", .atMost(4))],
      source: "最高人民法院民间借贷规定 (2020-12-29), articles 25, 28, 29", isVerified: true),
  ]

  private static let chinaRecords: [ConductRule] = [
    ConductRule(
      "C12", "Adverse credit information kept from the end of the conduct, then deleted",
      .retention,
      [.init("kept_months", .atMost(60))], source: "\(credit), article 16", isVerified: true),
    ConductRule(
      "C13", "Tell the person before reporting adverse information", .deadline,
      [.init("notice_before_report", .required(true))],
      source: "\(credit), article 15", isVerified: true),
    ConductRule(
      "C14", "Objection: annotate at once, check, correct, answer in writing", .deadline,
      [.init("answer_days", .atMost(20))], source: "\(credit), article 25", isVerified: true),
    ConductRule(
      "C15", "Query of credit data: written consent and agreed purpose", .block,
      [.init("consent_and_purpose", .required(true))],
      source: "\(credit), articles 18, 20", isVerified: true),
    ConductRule(
      "C16", "Never collected: religion, genes, fingerprints, blood type, illness", .block,
      [
        .init("forbidden_fields_absent", .required(true)),
        .init("written_consent_for_assets", .required(true)),
      ], source: "\(credit), article 14", isVerified: true),
    ConductRule(
      "C17", "Log every query; keep in China; free reports", .retention,
      [
        .init("query_logged", .required(true)), .init("kept_in_china", .required(true)),
        .init("free_reports_per_year", .atLeast(2)),
      ], source: "\(credit), articles 17, 22, 24", isVerified: true),
    ConductRule(
      "C18", "One-off repair of small overdues repaid in time", .deadline,
      [
        .init("arisen_from", .on(Day(number: 18_262))),
        .init("arisen_to", .on(Day(number: 20_453))),
        .init("repaid_to", .on(Day(number: 20_543))), .init("amount_minor", .exactly(1_000_000)),
      ], source: "中国人民银行, 2025-12-22", isVerified: false),
    ConductRule(
      "C19", "Publication of public credit information", .deadline,
      [
        .init("minor_months", .exactly(3)), .init("general_min_months", .exactly(3)),
        .init("general_max_months", .exactly(12)), .init("serious_min_months", .exactly(12)),
        .init("serious_max_months", .exactly(36)),
      ], source: order36, isVerified: false, validFrom: Day("2026-04-01")),
    ConductRule(
      "C20", "Repair: minimum period, performed, public commitment, sector rules", .block,
      [
        .init("minimum_period_over", .required(true)), .init("performed", .required(true)),
        .init("commitment_published", .required(true)), .init("sector_rules_met", .required(true)),
      ], source: order36, isVerified: false, validFrom: Day("2026-04-01")),
    ConductRule(
      "C21", "Repair: decision and answer", .deadline,
      [.init("decision_working_days", .atMost(3)), .init("answer_working_days", .atMost(10))],
      source: "国办发〔2025〕22号", isVerified: false),
    ConductRule(
      "C22", "List of dishonest judgment debtors", .deadline,
      [
        .init("listed_months", .exactly(24)), .init("extension_months", .exactly(36)),
        .init("delete_working_days", .atMost(3)), .init("no_relisting_months", .exactly(6)),
      ], source: "最高人民法院失信被执行人规定 (2017)", isVerified: false),
  ]

  private static let chinaClasses: [ConductRule] = [
    ConductRule(
      "C23", "Five-tier classes by days past due and expected loss", .block,
      [
        .init("normal_days", .atMost(0)), .init("special_mention_days", .atMost(90)),
        .init("substandard_days", .atMost(270)), .init("doubtful_days", .atMost(360)),
        .init("doubtful_ecl_ppm", .atMost(500_000)), .init("loss_ecl_ppm", .atMost(900_000)),
        .init("technical_days", .atMost(7)),
      ], source: classes, isVerified: false, validFrom: Day("2023-07-01")),
    ConductRule(
      "C24", "Cross default of non-retail debtors", .block,
      [
        .init("own_npl_ppm", .atMost(100_000)), .init("all_lenders_ppm", .atMost(200_000)),
        .init("upgrade_periods", .atLeast(2)), .init("upgrade_months", .atLeast(6)),
      ], source: classes, isVerified: false, validFrom: Day("2023-07-01")),
    ConductRule(
      "C25", "Classes of credit cards by days past due", .block,
      [
        .init("card_special_mention_days", .atMost(90)),
        .init("card_substandard_days", .atMost(120)), .init("card_doubtful_days", .atMost(180)),
      ], source: "商业银行信用卡业务监督管理办法, article 92", isVerified: false),
    ConductRule(
      "C26", "Disclosure by lending platforms", .deadline,
      [.init("disclosure_working_days", .atMost(5))],
      source: "银监办发〔2017〕113号", isVerified: false),
  ]

  private static let chinaData: [ConductRule] = [
    ConductRule(
      "C27", "Stated purpose, minimum data, a legal basis for each record", .block,
      [.init("basis_and_purpose", .required(true))],
      source: "\(pipl), articles 6, 13–16, 19", isVerified: true),
    ConductRule(
      "C28", "Separate consent for sensitive data; guardian below the age", .block,
      [.init("separate_consent", .required(true)), .init("guardian_below_years", .atLeast(14))],
      source: "\(pipl), articles 28–31", isVerified: true),
    ConductRule(
      "C29", "Automated decisions: explanation and a human on request", .deadline,
      [.init("explanation", .required(true)), .init("human_review", .required(true))],
      source: "\(pipl), article 24", isVerified: true),
    ConductRule(
      "C30", "Delete when purpose, period or consent ends", .deadline,
      [.init("deleted_or_restricted", .required(true))],
      source: "\(pipl), article 47", isVerified: true),
    ConductRule(
      "C31", "Impact assessment before sensitive processing, kept", .retention,
      [.init("assessment", .required(true)), .init("assessment_kept_months", .atLeast(36))],
      source: "\(pipl), articles 55, 56; 网络数据安全管理条例, article 12", isVerified: true),
    ConductRule(
      "C32", "Breach: act at once, notify authority and persons", .deadline,
      [.init("notify", .required(true))],
      source: "\(pipl), article 57; 数据安全法, article 29", isVerified: true),
    ConductRule(
      "C33", "Compliance audit above ten million persons", .deadline,
      [.init("audit_months", .atMost(24))],
      source: "国家互联网信息办公室, compliance audit measure", isVerified: false,
      validFrom: Day("2025-05-01")),
    ConductRule(
      "C34", "Data classes; no hand-over abroad without approval", .block,
      [.init("export_approved", .required(true))],
      source: "数据安全法, articles 21, 30, 36", isVerified: true),
  ]
}
