import Foundation

/// Runs other programs by `posix_spawn`.
///
/// Foundation's `Process` waits until every descendant has gone, so it cannot start a daemon.
enum Shell {
  /// What a program left behind.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs a program to its end and keeps what it printed.
  static func capture(_ command: [String], in folder: URL? = nil) throws(Complaint) -> Outcome {
    let scratch = FileManager.default.temporaryDirectory
    let output = scratch.appendingPathComponent("forge-\(UUID().uuidString).out")
    let errors = scratch.appendingPathComponent("forge-\(UUID().uuidString).err")
    defer {
      for file in [output, errors] { unlink(file.path) }
    }
    let status = try spawn(command, in: folder, output: output.path, errors: errors.path)
    func text(_ file: URL) -> String {
      String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }
    return Outcome(status: status, output: text(output), errors: text(errors))
  }

  /// Runs a program which must succeed.
  @discardableResult
  static func require(_ command: [String], in folder: URL? = nil) throws(Complaint) -> String {
    let outcome = try capture(command, in: folder)
    guard outcome.status == 0 else {
      throw Complaint(
        "",
        "\(command.joined(separator: " ")): status \(outcome.status)\n"
          + outcome.errors + outcome.output)
    }
    return outcome.output
  }

  /// Runs a program on our own input and output, and answers its status.
  static func show(_ command: [String], in folder: URL? = nil) throws(Complaint) -> Int32 {
    try spawn(command, in: folder, output: nil, errors: nil)
  }

  /// The status of a program ended by a signal is 128 and the signal, as a shell gives it.
  private static func spawn(
    _ command: [String], in folder: URL?, output: String?, errors: String?
  ) throws(Complaint) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let output, let errors {
      let flags = O_WRONLY | O_CREAT | O_TRUNC
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
      posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
    }
    let command = folder.map { ["env", "-C", $0.path] + command } ?? command
    var arguments = command.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let refusal = posix_spawnp(&child, command[0], &actions, nil, arguments, environ)
    guard refusal == 0 else {
      throw Complaint("", "\(command[0]): \(String(cString: strerror(refusal)))")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
