/// Rows in aligned columns.
struct Table {
  let headings: [String]
  let rows: [[String]]

  /// The headings, then the rows. Columns of numbers stand to the right.
  var lines: [String] {
    let all = [headings] + rows
    let columns = headings.indices.map { column in
      let cells = rows.map { $0.indices.contains(column) ? $0[column] : "" }
      let isNumeric = !cells.isEmpty && cells.allSatisfy(Self.isNumber)
      return (
        width: all.map { Self.width($0.count > column ? $0[column] : "") }.max() ?? 0,
        isNumeric: isNumeric
      )
    }
    return all.map { row in
      var line = ""
      for (column, shape) in columns.enumerated() {
        let cell = row.count > column ? Self.flat(row[column]) : ""
        let isLast = column == columns.count - 1
        if shape.isNumeric {
          line += String(repeating: " ", count: shape.width - Self.width(cell)) + cell
        } else {
          line += isLast ? cell : Self.padded(cell, shape.width)
        }
        if !isLast { line += "  " }
      }
      return line
    }
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - Self.width(text)))
  }

  /// A cell cannot hold what ends a cell or a line.
  static func flat(_ text: String) -> String {
    String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }

  /// Columns of a terminal which `text` takes; a Chinese character takes two.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
        sum + 2
      case 0x0300...0x036F: sum
      default: sum + 1
      }
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    let digits = text.split(separator: " ").first ?? ""
    return text.isEmpty || digits.allSatisfy { "0123456789,.-%".contains($0) }
  }
}
