import Foundation
import Glibc
import TestKit
import Testing

// `DataFiles` is the server's own.
@testable import Server

/// Goal: a wrong path for the data directory changes nothing on the machine.
@Suite struct DataDirectoryTests {
  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  @Test func aFileKeepsItsRights() throws {
    let path = try TemporaryDirectory.make() + "/file"
    try Data("x".utf8).write(to: URL(filePath: path))
    try #require(chmod(path, 0o604) == 0)
    #expect(throws: ServerFailure.self) { try DataFiles(directory: path).make() }
    #expect(Self.mode(path) == 0o604)
    let link = path + ".link"
    try #require(symlink(path, link) == 0)
    #expect(throws: ServerFailure.self) { try DataFiles(directory: link).make() }
    #expect(Self.mode(path) == 0o604)
  }

  @Test func aDirectoryOfOtherThingsKeepsItsRights() throws {
    let path = try TemporaryDirectory.make() + "/home"
    try #require(mkdir(path, 0o700) == 0 && chmod(path, 0o755) == 0)
    try Data("x".utf8).write(to: URL(filePath: path + "/letter"))
    #expect(throws: ServerFailure.self) { try DataFiles(directory: path).make() }
    #expect(Self.mode(path) == 0o755)
    // One which is known as a server's has its rights mended.
    try Data("x".utf8).write(to: URL(filePath: path + "/master.key"))
    try DataFiles(directory: path).make()
    #expect(Self.mode(path) == DataFiles.directoryMode)
  }

  @Test func aNewOrEmptyDirectoryIsTaken() throws {
    let path = try TemporaryDirectory.make() + "/a/b"
    try DataFiles(directory: path).make()
    #expect(Self.mode(path) == DataFiles.directoryMode)
    try #require(chmod(path, 0o755) == 0)
    try DataFiles(directory: path).make()
    #expect(Self.mode(path) == DataFiles.directoryMode)
  }
}
