// swift-tools-version: 6.2
// The plan of the house: which module may import which. A tidy test compares the sources with it.
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
  // This pass of Swift 6.3.1 loses the way back to the caller's executor when a function throws:
  // decision 0012.
  .unsafeFlags(["-Xllvm", "-sil-disable-pass=optimize-hop-to-executor"]),
]
/// For modules that touch C or raw memory.
let audited = strict + [.strictMemorySafety()]

let libraries: [String: Target.Dependency] = [
  "ArgumentParser": .product(name: "ArgumentParser", package: "swift-argument-parser"),
  "DequeModule": .product(name: "DequeModule", package: "swift-collections"),
  "HeapModule": .product(name: "HeapModule", package: "swift-collections"),
  "Configuration": .product(name: "Configuration", package: "swift-configuration"),
  "Crypto": .product(name: "Crypto", package: "swift-crypto"),
  "Logging": .product(name: "Logging", package: "swift-log"),
  "Metrics": .product(name: "Metrics", package: "swift-metrics"),
  "ServiceLifecycle": .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  "SwiftProtobuf": .product(name: "SwiftProtobuf", package: "swift-protobuf"),
  "SystemPackage": .product(name: "SystemPackage", package: "swift-system"),
  "UnixSignals": .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

func dependencies(_ imports: [String], _ uses: [String]) -> [Target.Dependency] {
  imports.map { .byName(name: $0) } + uses.map { libraries[$0]! }
}
func room(
  _ name: String, _ imports: [String] = [], uses: [String] = [],
  settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies(imports, uses), swiftSettings: settings)
}
func door(
  _ name: String, _ imports: [String], uses: [String] = [], settings: [SwiftSetting] = strict
) -> Target {
  .executableTarget(name: name, dependencies: dependencies(imports, uses), swiftSettings: settings)
}
func proof(
  _ name: String, _ imports: [String], uses: [String] = [], data: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies(imports, uses) + ["TestKit"], exclude: data,
    swiftSettings: strict)
}

let package = Package(
  name: "tallystick",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CTLS", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Ground: values only.
    room("Bytes", settings: audited),
    room("World", ["Bytes"], uses: ["Logging", "Metrics"], settings: audited),
    room("Wire", ["Bytes"], settings: audited),
    room("Contract", uses: ["SwiftProtobuf"]),
    room("SQL", ["Bytes"]),
    room("Queries", ["Bytes", "SQL"]),
    room("Ledger", ["Bytes"], uses: ["Crypto"], settings: audited),
    room("Vault", ["Bytes", "World"], uses: ["Crypto"]),
    room("Access", ["Bytes", "Contract"], uses: ["Crypto"]),
    room("Extract", ["Bytes", "Ledger"]),
    room("Intake", ["Bytes", "CZlib"], uses: ["Crypto"], settings: audited),
    room(
      "Domain", ["Access", "Bytes", "Contract", "Ledger", "Queries", "SQL", "Vault"],
      uses: ["SwiftProtobuf"]),
    room("Vectors", ["Bytes", "Domain"]),

    // Machinery.
    room("Reactor", ["World", "CTLS"], settings: audited),
    room(
      "Postgres", ["Bytes", "CLibPQ", "Reactor", "SQL", "World"], uses: ["Crypto", "Logging"],
      settings: audited),
    room("Delivery", ["CCurl", "World"], settings: audited),
    room(
      "Engine",
      ["Access", "Bytes", "Contract", "Domain", "Ledger", "Queries", "SQL", "Vault", "World"],
      uses: ["DequeModule", "SwiftProtobuf"]),
    room(
      "Calls",
      ["Access", "Bytes", "Contract", "Domain", "Engine", "Wire", "World"],
      uses: ["Crypto", "SwiftProtobuf"]),
    room(
      "Sealer", ["Bytes", "Ledger", "Queries", "SQL", "Vault", "World"], uses: ["HeapModule"]),
    room(
      "Scheduler",
      [
        "Access", "Bytes", "Contract", "Delivery", "Domain", "Engine", "Extract", "Ledger",
        "Queries", "SQL", "World",
      ]),

    // Doors.
    room(
      "Server",
      [
        "Access", "Bytes", "Calls", "Contract", "Delivery", "Domain", "Engine", "Ledger",
        "Postgres", "Queries", "Reactor", "SQL", "Scheduler", "Sealer", "Vault", "Wire", "World",
      ],
      uses: [
        "Crypto", "DequeModule", "Logging", "Metrics", "ServiceLifecycle", "SwiftProtobuf",
        "UnixSignals",
      ],
      settings: audited),
    room(
      "Client", ["Bytes", "Contract", "Reactor", "Wire", "World"], uses: ["SwiftProtobuf"],
      settings: audited),
    door("tallyd", ["Server"], uses: ["ArgumentParser", "Configuration", "SystemPackage"]),
    door(
      "tally",
      [
        "Access", "Bytes", "Client", "Contract", "Extract", "Intake", "Ledger", "Reactor", "World",
      ],
      uses: ["ArgumentParser", "Crypto", "Logging", "SwiftProtobuf"], settings: audited),
    door(
      "forge",
      ["Bytes", "Contract", "Postgres", "SQL", "Vectors", "World"],
      uses: ["ArgumentParser", "Crypto", "Logging", "SwiftProtobuf"]),

    // Proofs.
    .target(
      name: "TestKit",
      dependencies: dependencies(
        ["Bytes", "CTLS", "Postgres", "Reactor", "SQL", "World"], ["Logging"]),
      path: "Tests/Kit", swiftSettings: strict),
    .testTarget(
      name: "TidyTests", dependencies: ["Contract", "SQL", "forge"],
      exclude: ["Fixtures", "Golden"], swiftSettings: strict),
    .testTarget(
      name: "TallyTests", dependencies: ["Bytes", "Client", "Contract", "forge", "tally"],
      swiftSettings: strict),
    proof("BytesTests", ["Bytes"]),
    proof("WireTests", ["Bytes", "Wire"]),
    proof("LedgerTests", ["Bytes", "Ledger"]),
    proof(
      "SealerTests",
      ["Bytes", "Ledger", "Postgres", "Queries", "Reactor", "SQL", "Sealer", "World"]),
    proof("ExtractTests", ["Bytes", "Extract", "Ledger"]),
    proof("IntakeTests", ["Bytes", "Intake"]),
    proof("VaultTests", ["Bytes", "Vault", "World"]),
    proof("AccessTests", ["Access", "Bytes", "Contract"]),
    proof(
      "DomainTests",
      ["Access", "Bytes", "Contract", "Domain", "Ledger", "Queries", "SQL", "Vault", "Vectors"],
      data: ["golden.json"]),
    proof(
      "ReactorTests", ["Bytes", "CTLS", "Client", "Contract", "Reactor", "Wire", "World"],
      uses: ["Logging", "SwiftProtobuf"]),
    proof(
      "PostgresTests", ["Bytes", "Postgres", "Queries", "Reactor", "SQL", "World"],
      uses: ["Logging"]),
    proof(
      "EngineTests",
      [
        "Access", "Bytes", "Contract", "Domain", "Engine", "Ledger", "Postgres", "Queries",
        "Reactor", "SQL", "Vault", "World",
      ]),
    proof(
      "SchedulerTests",
      [
        "Access", "Bytes", "Contract", "Domain", "Engine", "Ledger", "Postgres", "Queries",
        "Reactor", "SQL", "Scheduler", "Sealer", "Vault", "World",
      ],
      uses: ["SwiftProtobuf"]),
    proof(
      "ServerTests",
      [
        "Access", "Bytes", "Client", "Contract", "Domain", "Ledger", "Postgres", "Reactor", "SQL",
        "Server", "Wire", "World", "tallyd",
      ],
      uses: ["Logging", "SwiftProtobuf"]),
  ],
  swiftLanguageModes: [.v6]
)
