extension Codes {
  static let product = Codes(
    "product",
    [
      "p2p_loan": "P2P 借款", "consumer_loan": "消费贷款", "credit_card": "信用卡", "bnpl": "先买后付",
      "merchant_credit": "商户信贷", "investment_project": "投资项目", "trade_payable": "应付货款",
    ])
  static let risk = Codes("risk class", ["low": "低风险", "medium": "中风险", "high": "高风险"])
  static let loanClass = Codes(
    "class",
    [
      "normal": "正常", "special_mention": "关注", "substandard": "次级", "doubtful": "可疑",
      "loss": "损失",
    ])
  static let channel = Codes(
    "channel",
    [
      "call": "电话", "sms": "短信", "email": "电子邮件", "letter": "信函", "visit": "上门",
      "video": "视频", "wechat": "微信", "app_push": "应用推送", "ai_voice": "AI 语音",
    ])
  static let direction = Codes("direction", ["outbound": "呼出", "inbound": "呼入"])
  static let party = Codes(
    "party", ["self": "本人", "guarantor": "担保人", "third_party": "第三人", "none": "无"])
  static let result = Codes(
    "result",
    [
      "right_party": "本人接通", "wrong_party": "非本人", "no_answer": "无人接听", "busy": "占线",
      "refused": "拒接", "invalid": "号码无效", "left_message": "留言",
    ])
  static let outcome = Codes(
    "outcome",
    [
      "promise": "承诺还款", "plan": "还款计划", "dispute": "异议", "hardship": "困难",
      "refusal": "拒绝还款", "complaint": "投诉", "info": "信息",
    ])
  static let verdict = Codes("verdict", ["allow": "允许", "deny": "禁止"])
  static let closeReason = Codes("reason", ["paid": "已结清", "settled": "已和解", "cured": "已补足"])
  static let alertOutcome = Codes(
    "outcome",
    [
      "true_positive": "属实", "false_positive": "误报", "duplicate": "重复", "accepted_risk": "接受风险",
    ])
  static let alertSeverity = Codes(
    "severity", ["info": "提示", "warn": "警告", "high": "高", "critical": "严重"])
  static let repairSeverity = Codes(
    "severity", ["minor": "轻微", "general": "一般", "serious": "严重"])
  static let principalKind = Codes("kind", ["person": "人员", "service": "服务"])
  static let sourceKind = Codes(
    "kind of source",
    [
      "credit_agency": "征信机构", "bank": "银行", "government": "政府", "court": "法院",
      "marketplace": "电商平台", "telecom": "电信", "insurer": "保险公司", "partner": "合作方",
    ])
  static let legalBasis = Codes(
    "legal basis",
    [
      "consent": "同意", "contract": "合同", "legal_duty": "法定义务", "court_order": "法院令",
      "public_source": "公开信息",
    ])
  static let assetClass = Codes(
    "asset class",
    [
      "bank_account": "银行账户", "real_estate": "不动产", "vehicle": "车辆", "investment": "投资",
      "equity": "股权", "receivable": "应收账款", "intellectual_property": "知识产权",
      "equipment_inventory": "设备存货", "platform_balance": "平台余额", "insurance_value": "保单价值",
      "income_stream": "收入流", "other": "其他",
    ])
  static let observation = Codes(
    "kind of observation",
    [
      "existence": "存在", "balance": "余额", "ownership_change": "权属变更", "value": "价值",
      "encumbrance": "抵押", "seizure": "查封", "movement": "移动", "absence": "不存在",
    ])
  static let purpose = Codes(
    "purpose",
    [
      "credit_assessment": "信用评估", "asset_monitoring": "财产监测", "collection_contact": "催收联系",
      "provide_to_third_party": "向第三方提供", "bureau_filing": "征信报送", "bureau_query": "征信查询",
      "automated_decision": "自动化决策", "marketing": "营销", "research": "研究",
    ])
  /// A flag, as 1 and 2.
  static let answer = Codes("answer", ["no": "否", "yes": "是"])
}

// MARK: States and roles

extension Codes {
  package static let caseState = Codes(
    "state",
    [
      "new": "受理", "classified": "已分类", "assigned": "已分配", "early": "初步催收",
      "negotiation": "协商", "plan_active": "履约中", "pre_legal": "法律评估", "litigation": "诉讼",
      "enforcement": "执行", "realisation": "变现", "placed": "委外",
      "written_off_active": "账销案存", "closed": "结案", "archived": "归档",
    ])
  package static let alertState = Codes(
    "state",
    [
      "open": "待处理", "acknowledged": "已确认", "investigating": "调查中", "actioned": "已处置",
      "resolved": "已解决", "suppressed": "已抑制", "escalated": "已上报", "false_positive": "误报",
    ])
  package static let promiseState = Codes(
    "state",
    [
      "open": "未到期", "kept": "已履行", "partial": "部分履行", "broken": "已违约",
      "superseded": "已被取代", "invalidated": "已失效", "cancelled": "已取消",
    ])
  package static let repairState = Codes(
    "state",
    [
      "draft": "草稿", "submitted": "已提交", "assessment": "信用评估", "identification": "问题识别",
      "planning": "方案制定", "execution": "执行与监督", "suspended": "已中止", "evaluation": "效果评估",
      "regulator_review": "监管审核", "publicity": "公示", "restoration": "信用恢复",
      "completed": "已完成", "monitored": "持续监测", "closed": "已关闭", "rejected": "已驳回",
      "failed": "未成功", "withdrawn": "已撤回", "revoked": "已撤销",
    ])
  package static let extractState = Codes(
    "state",
    [
      "scheduled": "已计划", "frozen": "已冻结", "generated": "已生成", "checked": "已核对",
      "signed": "已签名", "sent": "已发送", "accepted": "已接收", "rejected": "已退回",
      "corrected": "已更正",
    ])
  package static let jobState = Codes(
    "state", ["waiting": "待运行", "running": "运行中", "done": "完成", "failed": "已放弃"])
  static let dayState = Codes("state", ["open": "开放", "closing": "日终处理中"])
  static let assetState = Codes(
    "state",
    [
      "stated": "申报", "verified": "已核实", "disputed": "有争议", "disposed": "已处置",
      "not_found": "未找到",
    ])
  static let tenantState = Codes(
    "state", ["provisioning": "开通中", "active": "服务中", "suspended": "已暂停", "closed": "已关闭"])
  package static let role = Codes(
    "role",
    [
      "platform_admin": "平台管理员", "tenant_admin": "租户管理员", "risk_analyst": "风险分析员",
      "model_validator": "模型验证员", "collector": "催收员", "field_officer": "外访员",
      "team_lead": "组长", "collections_manager": "催收经理", "legal_officer": "法务",
      "external_counsel": "外部律师", "agency_user": "委外机构人员", "disposal_officer": "处置专员",
      "finance_officer": "财务", "compliance_officer": "合规专员", "dpo": "个人信息保护负责人",
      "quality_inspector": "质检员", "repair_officer": "信用修复专员",
      "third_party_assessor": "第三方评估员", "repair_institution": "修复机构",
      "complaint_handler": "投诉处理员", "debtor": "债务人", "lender": "出借人",
      "merchant": "商户", "regulator": "监管机构", "auditor": "审计员", "system": "系统",
    ])

  /// Every list of words there is.
  package static let all: [Codes] = [
    product, risk, loanClass, channel, direction, party, result, outcome, verdict, closeReason,
    alertOutcome, alertSeverity, repairSeverity, principalKind, sourceKind, legalBasis, assetClass,
    observation, purpose, answer, caseState, alertState, promiseState, repairState, extractState,
    jobState, dayState, assetState, tenantState, role,
  ]
}
