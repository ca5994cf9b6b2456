import Testing
import forge

/// This repository keeps its own rules.
@Suite struct HouseTests {
  @Test func theHouseIsTidy() throws {
    let complaints = try Tidy(tree: Places.repository).complaints()
    #expect(complaints.isEmpty, "\(complaints.map(\.description).joined(separator: "\n"))")
  }
}
