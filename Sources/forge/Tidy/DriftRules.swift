/// Generated files carry the hash of what they were made from: a change of the source shows here
/// without a database and without protoc.
package struct DriftRules: Sendable {
  private let tree: Tree

  package init(tree: Tree) { self.tree = tree }

  package func complaints() throws(Complaint) -> [Complaint] {
    var out: [Complaint] = []
    for target in [QueryGeneration.target, MethodGeneration.target] {
      for path in tree.files(below: target, endingIn: ".swift") {
        guard let mark = SourceMark(readFrom: try tree.text(path)) else {
          out.append(Complaint(path, "was not made by forge generate"))
          continue
        }
        let isThere = mark.sources.contains { tree.exists($0) }
        let present = try SourceMark(of: mark.sources, in: tree)
        if !isThere || present != mark {
          out.append(Complaint(path, "is older than \(mark.sources[0]): run forge generate"))
        }
      }
    }
    for area in tree.names("sql/queries") {
      let path = "\(QueryGeneration.target)/\(SwiftText.upperCamel(area))Queries.swift"
      if !tree.exists(path) { out.append(Complaint(path, "is missing: run forge generate sql")) }
    }
    for proto in tree.files(below: MethodGeneration.source, endingIn: ".proto") {
      let name = proto.dropFirst(MethodGeneration.source.count + 1).dropLast(".proto".count)
      let path = "\(MethodGeneration.target)/\(name).pb.swift"
      if !tree.exists(path) {
        out.append(Complaint(path, "is missing: run forge generate contract"))
      }
    }
    return out
  }
}
