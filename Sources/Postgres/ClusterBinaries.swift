/// Where PostgreSQL's programs are.
package struct ClusterBinaries: Sendable, Equatable {
  package let directory: String
  package let majorVersion: Int

  var postgres: String { directory + "/postgres" }
  var initdb: String { directory + "/initdb" }

  /// The newest installed version, or the one a data directory was made by.
  ///
  /// - Throws: `binariesMissing`.
  package static func find(
    majorVersion wanted: Int? = nil, below root: String = "/usr/lib/postgresql"
  ) throws(ClusterFailure) -> ClusterBinaries {
    let versions = ClusterFiles.names(in: root).compactMap { Int($0) }.sorted(by: >)
    for version in versions where wanted == nil || version == wanted {
      let found = ClusterBinaries(directory: "\(root)/\(version)/bin", majorVersion: version)
      if ClusterFiles.isProgram(found.postgres), ClusterFiles.isProgram(found.initdb) {
        return found
      }
    }
    throw .binariesMissing(majorVersion: wanted)
  }
}
