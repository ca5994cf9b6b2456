import Testing
import tally

/// Goal: `--json` and the options of every command are understood in every order of the words.
@Suite struct ArgumentTests {
  private static func first(_ line: String) -> String {
    let words = line.split(separator: " ").map(String.init)
    return Arguments.readings(words).first?.joined(separator: " ") ?? ""
  }

  @Test(arguments: [
    ("portfolio", "portfolio"),
    ("--as a portfolio --json=balance", "portfolio --as a --json=balance"),
    ("portfolio --json=balance --as a", "portfolio --as a --json=balance"),
    ("debtor list --json=a,b --limit 1", "debtor list --limit 1 --json=a,b"),
    ("--json=a --as=x debtor list", "debtor list --as=x --json=a"),
    ("--as x --json debtor list", "debtor list --as x --json=*"),
    ("--json --as x debtor list", "debtor list --as x --json=*"),
    ("debtor report --json TW-1 --as a", "debtor report TW-1 --as a --json=*"),
    ("debtor report --json= TW-1", "debtor report TW-1 --json=*"),
    ("debtor report --json=a --json=b TW-1", "debtor report TW-1 --json=b"),
    ("asset consent --json -- --json", "asset consent --json=* -- --json"),
    ("--as x help portfolio", "help portfolio"),
    ("--as x --json --help", "--help"),
    ("--timeout 5 --version", "--version"),
    ("payment post A -5 --on x", "payment post A --on x -- -5"),
    ("--as x payment post A -5 -- -b", "payment post A --as x -- -5 -b"),
    ("alert watch --after -1 --count 2", "alert watch --after -1 --count 2"),
    ("payment post A -b", "payment post A -b"),
  ])
  func wordsAreArranged(_ line: String, _ arranged: String) {
    #expect(Self.first(line) == arranged)
  }

  @Test func onlyAWordBehindABareJSONIsReadInTwoWays() {
    #expect(
      Arguments.readings(["debtor", "list", "--json", "reference", "--limit", "1"])
        == [
          ["debtor", "list", "reference", "--limit", "1", "--json=*"],
          ["debtor", "list", "--limit", "1", "--json=reference"],
        ])
    #expect(Arguments.readings(["portfolio", "--json", "--as", "a"]).count == 1)
    #expect(Arguments.readings(["portfolio", "--json=a", "b"]).count == 1)
    #expect(Arguments.readings([]) == [[]])
  }
}
