/// Options of every command may stand before its name: `tally --as collector case next`.
enum Arguments {
  private static let withValue: Set = [
    "--as", "--key", "--language", "--server", "--timeout", "--token-file",
  ]

  /// Moves leading options behind the command's own.
  static func arranged(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var moved: [String] = []
    while let first = rest.first {
      let name = String(first.prefix { $0 != "=" })
      if withValue.contains(first), rest.count > 1 {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if withValue.contains(name) && first.contains("=") || name == "--json" {
        moved.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return Array(rest[..<end]) + moved + Array(rest[end...])
  }
}
