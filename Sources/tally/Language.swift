package import Contract

/// The languages in which a person is spoken to: headings, summaries, and on a terminal the words of
/// codes and states. Other data never are translated.
package enum Language: String {
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

  /// A heading or a word in this language; itself where no other text is kept.
  package func text(_ english: String) -> String {
    switch self {
    case .english: english.contains("_") ? english.replacingUnderscores : english
    case .chinese: Self.chineseWords[english] ?? english.replacingUnderscores
    }
  }

  /// A sentence in this language; in English where no other text is kept.
  package func text(_ sentence: Sentence) -> String {
    switch self {
    case .english: sentence.text()
    case .chinese: sentence.text(Self.chineseSentences[sentence.pattern])
    }
  }

  /// What a refusal means, before the server's own English sentence; nil in English.
  package func sentence(of reason: Reason) -> String? {
    switch self {
    case .english: nil
    case .chinese: Self.chineseSentence(of: reason)
    }
  }
}

extension String {
  fileprivate var replacingUnderscores: String {
    String(map { $0 == "_" ? " " : $0 })
  }
}
