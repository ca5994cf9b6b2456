import Bytes
import Foundation
import Intake
import Testing

@Suite struct SourceFileTests {
  func content(_ path: String) throws -> [UInt8] {
    var file = try SourceFile(path: path)
    var all: [UInt8] = []
    while let chunk = try file.next() { all += chunk }
    #expect(try file.next() == nil)
    return all
  }

  /// `bytes` through gzip.
  func compressed(_ bytes: [UInt8], in folder: Folder) throws -> [UInt8] {
    let path = try folder.write(bytes, as: "plain")
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["-kf", path]
    try gzip.run()
    gzip.waitUntilExit()
    return Array(try Data(contentsOf: URL(fileURLWithPath: path + ".gz")))
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 3_000_000])
  func readsPlainAndCompressedAlike(byteCount: Int) throws {
    let folder = try Folder()
    let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    #expect(try content(folder.write(bytes)) == bytes)
    let gzip = try compressed(bytes, in: folder)
    #expect(try content(folder.write(gzip)) == bytes)
    #expect(try content(folder.write(gzip + gzip)) == bytes + bytes)
  }

  @Test func readsWhatInflatesAThousandfold() throws {
    let folder = try Folder()
    let zeroes = [UInt8](repeating: 0, count: 5_000_000)
    #expect(try content(folder.write(compressed(zeroes, in: folder))) == zeroes)
  }

  @Test func noticesDamageAndEveryShortening() throws {
    let folder = try Folder()
    let gzip = try compressed(Array("one line\nand another\n".utf8), in: folder)
    for count in 2..<gzip.count {
      let path = try folder.write(gzip.prefix(count))
      #expect(throws: IntakeFailure.compressionDamaged, "\(count) bytes") { try content(path) }
    }
    for index in [gzip.count - 9, gzip.count - 8, gzip.count - 1] {
      var changed = gzip
      changed[index] ^= 1
      let path = try folder.write(changed)
      #expect(throws: IntakeFailure.compressionDamaged, "byte \(index)") { try content(path) }
    }
    let tail = try folder.write(gzip + [1, 2, 3])
    #expect(throws: IntakeFailure.compressionDamaged) { try content(tail) }
  }

  @Test func namesAFileByTheBytesOnTheDisk() throws {
    let folder = try Folder()
    let path = try folder.write("abc".utf8)
    // Source: FIPS 180-4, the one-block message "abc".
    #expect(
      try SourceFile.digest(path: path).description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(throws: IntakeFailure.unreadable(path: folder.path, errno: EISDIR)) {
      try SourceFile.digest(path: folder.path)
    }
  }
}
