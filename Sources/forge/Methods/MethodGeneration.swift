import Foundation

/// Writes `Sources/Contract/Generated` from the `.proto` files.
package struct MethodGeneration: Sendable {
  package static let target = "Sources/Contract/Generated"
  package static let source = "proto-like-specs/tally/v1"
  private static let importRoot = "proto-like-specs"
  private static let command = "generate contract"
  private let tree: Tree
  private let plugin: String

  /// - Parameter plugin: the path of protoc-gen-swift.
  package init(tree: Tree, plugin: String) {
    self.tree = tree
    self.plugin = plugin
  }

  /// - Returns: the files that changed.
  package func run() throws(Complaint) -> [String] {
    let files = try texts()
    var changed: [String] = []
    for (path, text) in files.sorted(by: { $0.key < $1.key })
    where try tree.write(text, to: path) { changed.append(path) }
    for path in tree.files(below: Self.target) where files[path] == nil {
      try tree.remove(path)
      changed.append(path)
    }
    return changed
  }

  /// The generated files by path.
  package func texts() throws(Complaint) -> [String: String] {
    let protos = tree.files(below: Self.source, endingIn: ".proto")
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("forge-\(UUID().uuidString)", isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    } catch { throw Complaint(scratch.path, "cannot be made: \(error)") }
    defer { try? FileManager.default.removeItem(at: scratch) }
    let set = scratch.appendingPathComponent("set.pb").path
    let imports = tree.url(Self.importRoot).path
    try Shell.require(
      [
        "protoc", "-I", imports, "--plugin=protoc-gen-swift=\(plugin)",
        "--swift_opt=Visibility=Package", "--swift_opt=FileNaming=DropPath",
        "--swift_opt=UseAccessLevelOnImports=true", "--swift_out=\(scratch.path)",
        "--descriptor_set_out=\(set)", "--include_imports", "--include_source_info",
      ] + protos.map { tree.url($0).path })

    var out: [String: String] = [:]
    let generated = Tree(root: scratch.path)
    for path in protos {
      let file = (path.split(separator: "/").last ?? "").dropLast(".proto".count) + ".pb.swift"
      let mark = try SourceMark(of: [path], in: tree)
      out["\(Self.target)/\(file)"] =
        mark.header(by: Self.command) + Self.withoutFoundation(try generated.text(String(file)))
    }
    let reader = try DescriptorReader(bytes: Array(try generated.bytes("set.pb")))
    let header = try SourceMark(of: [Self.source], in: tree).header(by: Self.command)
    out["\(Self.target)/Methods.swift"] =
      MethodWriter(methods: try reader.methods(), header: header).methodsText
    out["\(Self.target)/Descriptors.swift"] =
      MethodWriter.descriptorsText(try reader.stripped(), header: header)
    return out
  }

  /// Foundation is the fallback for systems other than Linux; the house does not link it.
  private static func withoutFoundation(_ text: String) -> String {
    text.replacingOccurrences(
      of: """
        #if canImport(FoundationEssentials)
        package import FoundationEssentials
        #else
        package import Foundation
        #endif
        """, with: "package import FoundationEssentials")
  }
}
