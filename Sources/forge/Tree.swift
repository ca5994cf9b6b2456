package import Foundation

/// The files of a repository, by paths relative to its root.
package struct Tree: Sendable {
  package let root: URL

  package init(root: String) {
    self.root = URL(fileURLWithPath: root, isDirectory: true).standardizedFileURL
  }

  package func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  package func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: url(path).path)
  }

  package func bytes(_ path: String) throws(Complaint) -> Data {
    do { return try Data(contentsOf: url(path)) } catch {
      throw Complaint(path, "cannot be read")
    }
  }

  package func text(_ path: String) throws(Complaint) -> String {
    guard let text = String(data: try bytes(path), encoding: .utf8) else {
      throw Complaint(path, "is not UTF-8")
    }
    return text
  }

  /// Writes `text` when it differs from what is there.
  ///
  /// - Returns: whether the file changed.
  @discardableResult
  package func write(_ text: String, to path: String) throws(Complaint) -> Bool {
    if exists(path), try self.text(path) == text { return false }
    do {
      try FileManager.default.createDirectory(
        at: url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url(path))
    } catch { throw Complaint(path, "cannot be written: \(error)") }
    return true
  }

  package func remove(_ path: String) throws(Complaint) {
    do { try FileManager.default.removeItem(at: url(path)) } catch {
      throw Complaint(path, "cannot be removed: \(error)")
    }
  }

  /// The names in a folder, sorted, without hidden ones; none when it does not exist.
  package func names(_ path: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: url(path).path)
    return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Every file below `path` (or `path` itself, when it is a file), sorted, without hidden ones.
  package func files(below path: String, endingIn suffix: String = "") -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isFolder) else {
      return []
    }
    guard isFolder.boolValue else { return path.hasSuffix(suffix) ? [path] : [] }
    return names(path).flatMap {
      files(below: path.isEmpty ? $0 : "\(path)/\($0)", endingIn: suffix)
    }.sorted()
  }
}
