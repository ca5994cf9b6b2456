/// What a principal may be granted, 角色. The codes are those on the wire and in the database.
package enum Role: Int16, Sendable, CaseIterable, Hashable {
  /// 平台运营
  case platformAdmin = 1
  /// 租户管理员
  case tenantAdmin
  /// 风控分析师
  case riskAnalyst
  /// 模型验证
  case modelValidator
  /// 催收专员
  case collector
  /// 外访员
  case fieldOfficer
  /// 组长
  case teamLead
  /// 催收经理
  case collectionsManager
  /// 法务
  case legalOfficer
  /// 外部律师
  case externalCounsel
  /// 委外机构
  case agencyUser
  /// 资产处置
  case disposalOfficer
  /// 财务
  case financeOfficer
  /// 合规
  case complianceOfficer
  /// 个人信息保护负责人
  case dpo
  /// 质检
  case qualityInspector
  /// 信用修复专员
  case repairOfficer
  /// 第三方评估机构
  case thirdPartyAssessor
  /// 信用修复机构
  case repairInstitution
  /// 投诉处理
  case complaintHandler
  /// 债务人
  case debtor
  /// 出借人
  case lender
  /// 交易对手
  case merchant
  /// 监管机构
  case regulator
  /// 审计
  case auditor
  /// Scheduler and engine: automatic transitions only. 系统
  case system

  /// The word used in specifications, records and answers: `team_lead`.
  package var word: String {
    switch self {
    case .platformAdmin: "platform_admin"
    case .tenantAdmin: "tenant_admin"
    case .riskAnalyst: "risk_analyst"
    case .modelValidator: "model_validator"
    case .collector: "collector"
    case .fieldOfficer: "field_officer"
    case .teamLead: "team_lead"
    case .collectionsManager: "collections_manager"
    case .legalOfficer: "legal_officer"
    case .externalCounsel: "external_counsel"
    case .agencyUser: "agency_user"
    case .disposalOfficer: "disposal_officer"
    case .financeOfficer: "finance_officer"
    case .complianceOfficer: "compliance_officer"
    case .dpo: "dpo"
    case .qualityInspector: "quality_inspector"
    case .repairOfficer: "repair_officer"
    case .thirdPartyAssessor: "third_party_assessor"
    case .repairInstitution: "repair_institution"
    case .complaintHandler: "complaint_handler"
    case .debtor: "debtor"
    case .lender: "lender"
    case .merchant: "merchant"
    case .regulator: "regulator"
    case .auditor: "auditor"
    case .system: "system"
    }
  }

  /// - Returns: nil for a word which names no role.
  package init?(word: some StringProtocol) {
    guard let role = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = role
  }
}
