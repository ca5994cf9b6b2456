import Testing
import Vault

@Suite struct MaskTests {
  @Test(
    arguments: [
      (Mask.name, "王小明", "王**"), (.name, "王明", "王*"), (.name, "王", "*"), (.name, "", ""),
      (.name, "歐陽娜娜", "歐***"), (.name, "愛新覺羅溥儀", "愛***"),
      (.name, "John Smith", "J*** S***"), (.name, "Li", "L***"), (.name, "X Æ", "* *"),
      (.name, "阿卜杜拉·買買提", "阿***"),
      (.residentID, "11010519491231002X", "****002X"), (.residentID, "A123456789", "****6789"),
      (.residentID, "1234567", "****"), (.residentID, "", "****"),
      (.phone, "13812345678", "138****5678"), (.phone, "0912345678", "09****5678"),
      (.phone, "+886912345678", "+886*****5678"), (.phone, "12345678", "****5678"),
      (.phone, "1234567", "****"), (.phone, "", "****"),
      (.bankAccount, "6222 0000 1111 2222", "****2222"), (.bankAccount, "12", "****"),
      (.email, "li.na@example.com", "l***@example.com"), (.email, "nobody", "****"),
      (.email, "@x", "****"),
      (.address, "北京市朝阳区建国路88号", "北京市朝阳区****"),
      (.address, "臺北市信義區市府路1號", "臺北市信義區****"), (.address, "高雄市", "****"),
      (.address, "12 Baker Street, London", "****, London"), (.address, "Baker Street", "****"),
    ] as [(Mask, String, String)])
  func masks(kind: Mask, clear: String, masked: String) { #expect(kind.apply(clear) == masked) }

  @Test func showsTheStoredLastFourInTheSameForm() {
    for value in ["A123456789", "11010519491231002X", "123"] {
      #expect(Mask.lastFour(Mask.lastFourCharacters(value)) == Mask.residentID.apply(value))
    }
  }

  @Test(arguments: [51, 52, 53] as [UInt64]) func neverShowsAllOfAValue(seed: UInt64) {
    let source = SeededSource(seed)
    let alphabet = Array("王小明abcXYZ0123456789 @.,+-市區·é")
    for _ in 0..<2000 {
      let value = String(
        (0..<(1 + source.below(24))).map { _ in alphabet[source.below(alphabet.count)] })
      for kind in Mask.allCases {
        let masked = kind.apply(value)
        #expect(masked != value, "seed \(seed): \(kind) shows \(value)")
        let digits = masked.filter(\.isNumber).count
        switch kind {
        case .phone:
          #expect(digits <= 7 && digits + 4 <= max(4, value.filter(\.isNumber).count))
        case .residentID, .bankAccount: #expect(masked.count <= 8)
        case .name, .email, .address: break
        }
      }
    }
  }
}
