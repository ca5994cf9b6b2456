/// What a command line holds for another program.
package enum Passthrough {
  /// The words for it: `--` in front only parts them from our own.
  package static func words(_ arguments: [String]) -> [String] {
    arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
  }
}
