package import Foundation

/// A new folder below the system's temporary one; its owner removes it.
package struct Scratch: Sendable {
  package let folder: URL

  package init() throws(Complaint) {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("forge-\(UUID().uuidString)", isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw Complaint(folder.path, "cannot be made: \(error)") }
  }

  package func remove() {
    // A folder that stays behind in /tmp does no harm.
    try? FileManager.default.removeItem(at: folder)
  }
}
