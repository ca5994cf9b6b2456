import SQL

/// Writes `Sources/Queries` from `sql/`.
package struct QueryGeneration: Sendable {
  package static let target = "Sources/Queries"
  private static let command = "generate sql"
  private let tree: Tree

  package init(tree: Tree) { self.tree = tree }

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

  /// The generated files by path. Starts a database of its own to ask for the types.
  package func texts() throws(Complaint) -> [String: String] {
    let schema = try MigrationFiles(in: tree)
    let queries = try tree.files(below: "sql/queries", endingIn: ".sql").map {
      (path) throws(Complaint) in
      try QueryFile(path: path, source: try tree.text(path))
    }
    let typed = try Cluster.withThrowaway { (cluster) throws(Complaint) in
      let reader = try TypeReader(cluster: cluster.connectionString, files: schema)
      return try reader.typed(queries)
    }
    let mark = try SourceMark(of: MigrationFiles.sources, in: tree)
    var out = [
      "\(Self.target)/Migrations.swift": schema.text(header: mark.header(by: Self.command))
    ]
    let areas = Dictionary(grouping: typed, by: \.file.area)
    for (area, queries) in areas {
      let mark = try SourceMark(
        of: ["sql/queries/\(area)"] + MigrationFiles.schemaSources, in: tree)
      let writer = QueryWriter(
        area: area, queries: queries, header: mark.header(by: Self.command))
      out["\(Self.target)/\(writer.typeName).swift"] = writer.text
    }
    let names = areas.keys.map { SwiftText.upperCamel($0) + "Queries" }.sorted()
    let all = try SourceMark(of: ["sql/queries"], in: tree)
    out["\(Self.target)/EveryStatement.swift"] = """
      \(all.header(by: Self.command))package import SQL

      /// The statements of all areas.
      package enum EveryStatement {
        package static let list: [Statement] = areas.flatMap(\\.self)

        private static let areas: [[Statement]] = [
      \(names.map { "    \($0).statements,\n" }.joined())  ]
      }

      """
    return out
  }
}
