/// The languages in which headings and summaries are written. Data never are.
enum Language: String {
  case english = "en"
  case chinese = "zh"

  /// What LC_ALL, LC_MESSAGES or LANG ask for.
  static var ofEnvironment: Language {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      if let value = Process.variable(name) {
        return value.hasPrefix("zh") ? .chinese : .english
      }
    }
    return .english
  }

  /// `english` in this language; itself where no other text is kept.
  func text(_ english: String) -> String {
    switch self {
    case .english: english.contains("_") ? english.replacingUnderscores : english
    case .chinese: Self.chineseTexts[english] ?? english.replacingUnderscores
    }
  }

  /// Every heading and summary that has a Chinese text.
  private static let chineseTexts: [String: String] = [
    "account": "账户", "account_count": "账户数", "account_id": "账户标识",
    "account_version": "账户版本", "accounts": "账户", "action_id": "行动标识",
    "actions": "催收行动", "ago": "前", "alert": "预警", "alert_id": "预警标识", "alerts": "预警",
    "applied": "已导入", "arrears_rate": "欠款率", "as_of": "截至", "asset": "资产",
    "asset_class": "资产类别", "asset_id": "资产标识", "balance": "余额", "block": "区块",
    "block_count": "区块数", "blocks": "区块", "bucket": "逾期阶段", "bucket_changes": "阶段变动",
    "buckets": "逾期阶段", "business_on": "业务日", "bytes": "字节", "case": "案件",
    "case_id": "案件标识", "cases": "案件", "cases_closed": "结案", "cases_opened": "立案",
    "channel": "渠道", "civil_time": "民用时间", "claim": "立案金额", "class": "五级分类",
    "classes": "五级分类", "close_reason": "结案原因", "closing": "日终处理",
    "computed_late": "计算逾期", "consent_id": "同意标识", "contact_check_id": "联系检查标识",
    "count": "笔数", "created": "已创建", "credential_id": "凭证标识", "currency": "币种",
    "cured_by": "结清于", "datasets": "数据集", "days_past_due": "逾期天数", "debtor": "债务人",
    "debtor_id": "债务人标识", "debtor_time": "债务人当地时间", "delinquent": "逾期",
    "due_on": "约定日", "effective_on": "生效日", "entered_at": "进入时间",
    "entered_on": "进入日", "entries": "条目", "entry": "条目", "entry_id": "条目标识",
    "event": "事件", "fired_at": "触发时间", "first_index": "起始序号", "from_on": "起始日",
    "generated": "生成数据", "high": "高风险", "importing": "导入", "included_before": "最迟入账",
    "index": "序号", "jurisdiction": "法域", "kind": "种类", "label": "名称",
    "last_day_on": "最后期限", "last_seen_on": "最近观察", "left_on": "离开日", "level": "级别",
    "limit": "额度", "low": "低风险", "medium": "中风险", "method": "方法", "model": "模型",
    "months_at_dpd_0": "无逾期月数", "name": "姓名", "next": "下一页", "npl_rate": "不良率",
    "number": "编号", "observations": "观察", "opened_on": "开立日", "origin": "来源",
    "outcome": "结果", "overdue": "逾期金额", "overdue_rate": "逾期率", "owner": "负责人",
    "paid": "已还", "period_end_on": "期末", "phone": "电话", "policy": "策略",
    "position": "位置", "principal_id": "主体标识", "priority": "优先级", "problem": "问题",
    "product": "产品", "promise": "承诺", "promise_id": "承诺标识", "promise_state": "承诺状态",
    "promises": "承诺", "ready": "就绪", "reasons": "原因", "recorded_at": "记录时间",
    "reference": "编号", "rejected": "拒绝", "repair": "信用修复", "repair_id": "修复标识",
    "repairs": "信用修复", "reported_late": "来源逾期", "resident_id": "证件号",
    "result": "联系结果", "risk": "风险等级", "risk_rule": "风险规则", "roles": "角色",
    "root": "根哈希", "rows": "行", "rule": "规则", "same_delinquency": "逾期一致",
    "same_months": "月数一致", "score": "评分", "score_after": "修复后评分",
    "score_before": "修复前评分", "scores": "评分", "sealed": "已封存", "sealed_at": "封存时间",
    "server_time": "服务器时间", "severity": "严重程度", "share": "份额", "since": "起始",
    "size": "条目数", "source_id": "数据源标识", "stage": "阶段", "stages": "阶段",
    "started_at": "开始时间", "state": "状态", "tenant_id": "租户标识", "tier": "等级",
    "time": "时间", "time_zone": "时区", "to_on": "截止日", "transaction_id": "交易标识",
    "unchanged": "无变化", "unsealed": "未封存", "valid_from_on": "生效日", "value": "价值",
    "verdict": "判断", "verifying": "核验", "version": "版本", "vkey": "验证公钥",
    "witness": "见证",
    "the extract verifies": "报送文件核验通过", "the ledger verifies": "账本核验通过",
    "the access log verifies": "访问日志核验通过",
    "nothing changed: every row was already there": "无变化：所有行均已存在",
    "no witness": "无见证",
  ]
}

extension String {
  fileprivate var replacingUnderscores: String {
    String(map { $0 == "_" ? " " : $0 })
  }
}
