/// How the private PostgreSQL is laid out and sized.
package struct ClusterSettings: Sendable {
  /// Absolute, for this alone (it changes owner); holds `data`, `run` (sockets) and `log`.
  package var directory: String
  /// Where the socket lies when `directory` is too long a path for it.
  package var socketDirectory: String?
  /// The operating system's user that runs it when we are root, which PostgreSQL refuses to be.
  package var serverUser = "postgres"
  /// False only for tests: no fsync, nothing survives a power cut.
  package var isDurable = true
  /// True for tests and tools: it ends at once when this process does. Otherwise the next start
  /// adopts it.
  package var endsWithUs = false
  package var connectionsMax = 200
  package var sharedBuffersMebibytes = 256
  /// For each database: of a cluster of many, a worker starts so much oftener.
  package var autovacuumNaptimeSeconds = 10

  /// One socket directory serves one cluster, so the port is only part of a file name.
  package static let port: UInt16 = 5432
  /// The superuser; only the operating system's users we name may be it, over the socket.
  package static let adminRole = "tally_admin"
  /// The platform's database in it.
  package static let database = "tally"

  package init(directory: String) { self.directory = directory }

  var data: String { directory + "/data" }
  var sockets: String { socketDirectory ?? directory + "/run" }
  var logs: String { directory + "/log" }
  var startLog: String { logs + "/start.log" }
  /// Its Unix socket.
  package var socketPath: String { "\(sockets)/.s.PGSQL.\(Self.port)" }
  var pidFile: String { data + "/postmaster.pid" }

  /// Written at each start; what an operator adds goes into `local.conf` beside it.
  var configuration: String {
    """
    # Written by tallyd at each start. Settings of your own belong into local.conf.
    listen_addresses = ''
    port = \(Self.port)
    unix_socket_directories = \(Self.quoted(sockets))
    unix_socket_permissions = 0700
    max_connections = \(connectionsMax)
    superuser_reserved_connections = 5
    max_locks_per_transaction = 512
    shared_buffers = \(sharedBuffersMebibytes)MB
    dynamic_shared_memory_type = posix
    fsync = \(isDurable ? "on" : "off")
    full_page_writes = \(isDurable ? "on" : "off")
    synchronous_commit = on
    wal_level = logical
    max_wal_size = 2GB
    max_wal_senders = 8
    max_replication_slots = 8
    recovery_init_sync_method = syncfs
    restart_after_crash = on
    password_encryption = scram-sha-256
    idle_in_transaction_session_timeout = 60s
    client_connection_check_interval = 10s
    jit = off
    random_page_cost = 1.1
    # New tables fill quickly, and their plans wait for the statistics.
    autovacuum_naptime = \(autovacuumNaptimeSeconds)s
    autovacuum_analyze_scale_factor = 0.05
    timezone = 'UTC'
    log_timezone = 'UTC'
    lc_messages = 'C'
    logging_collector = \(isDurable ? "on" : "off")
    log_directory = \(Self.quoted(logs))
    log_filename = 'postgresql-%a.log'
    log_file_mode = 0600
    log_truncate_on_rotation = on
    log_rotation_age = 1d
    log_rotation_size = 0
    log_line_prefix = '%m [%p] %u '
    # Statements, parameters and details hold personal data.
    log_error_verbosity = terse
    log_min_error_statement = panic
    log_parameter_max_length = 0
    log_parameter_max_length_on_error = 0
    include_if_exists = 'local.conf'

    """
  }

  /// The superuser by the operating system's word, everybody else by password.
  var authentication: String {
    """
    # Written by tallyd at each start.
    local all \(Self.adminRole) peer map=tally
    local replication \(Self.adminRole) peer map=tally
    local all all scram-sha-256

    """
  }

  func userMap(_ users: [String]) -> String {
    "# Written by tallyd at each start.\n"
      + users.map { "tally \(Self.quotedName($0)) \(Self.adminRole)\n" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  private static func quotedName(_ text: String) -> String { "\"\(text)\"" }
}
