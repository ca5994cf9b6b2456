import Bytes
import Ledger
import Testing

@Suite struct TreeTests {
  static let hashes = (0..<1100).map { Hashing.leaf(entry($0)) }

  /// Source: LEDGER golden vectors, made by an independent implementation.
  @Test func goldenVectors() throws {
    let leaf0 = "40766b2033429026f53d54502679a839706b4741f8dcaf3a8bba5f41b5ffe075"
    let leaf1 = "e868811a482c27d50b6d45dde79c465d6adb9b06645100477a90cf3d8518898b"
    let leaf2 = "049d7dcdb56bcfebd313304c9839f196a3d4b6ef3bdc0b08298f93ac8191f0a8"
    #expect(Self.hashes[0].description == leaf0)
    #expect(Self.hashes[1].description == leaf1)
    #expect(Self.hashes[2].description == leaf2)
    #expect(
      Hashing.emptyRoot.description
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      Forest(count: 2).tree.root.description
        == "2f27a5082c1d42afa488ac350a9fc4390c084f54f71ecdff859e98db8429b479")
    let three = Forest(count: 3)
    #expect(
      three.tree.root.description
        == "a64bf26e09128f6fe2fe6f8b2d8c801e166b57c047a7cd9b2b809e7a96a2f1cb")
    let inclusion = try ProofPlan.inclusion(index: 1, size: 3).hashes(in: three.tiles)
    #expect(inclusion.map(\.description) == [leaf0, leaf2])
    let consistency = try ProofPlan.consistency(from: 2, to: 3).hashes(in: three.tiles)
    #expect(consistency.map(\.description) == [leaf2])
    #expect(Forest(count: 300).tree.root.description.hasPrefix("aebb027d5c3dd088"))
  }

  @Test func seventyThousandEntries() throws {
    let forest = Forest(count: 70_000)
    #expect(forest.tree.root.description.hasPrefix("a62a54be33294ffd"))
    let made = Set((forest.full + forest.tree.partialTiles).map(\.address))
    let listed = TileAddress.hashTiles(size: 70_000)
    #expect(made == Set(listed))
    #expect(listed.count { $0.content == .hashes(level: 0) && $0.isFull } == 273)
    let rest = listed.filter { $0.content != .hashes(level: 0) || !$0.isFull }
    #expect(
      rest.map(\.path) == ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"])
    // The tree taken up again from its tiles goes on in the same way.
    var again = try TreeAppender(size: 70_000, tiles: forest.tiles)
    #expect(again == forest.tree)
    var whole = forest.tree
    let more = (70_000..<70_400).map { Hashing.leaf(entry($0)) }
    #expect(again.append(contentsOf: more) == whole.append(contentsOf: more))
    #expect(again == whole)
    for index in [0, 255, 256, 65_535, 65_536, 69_999] {
      let path = try ProofPlan.inclusion(index: index, size: 70_000).hashes(in: forest.tiles)
      try Proof.verifyInclusion(
        of: Hashing.leaf(entry(index)), index: index, size: 70_000, path: path,
        root: forest.tree.root)
    }
  }

  @Test func rootsAreThoseOfTheDefinition() {
    var tree = TreeAppender()
    var full: [Tile] = []
    #expect(tree.root == Hashing.emptyRoot)
    for count in 1...600 {
      tree.append(Self.hashes[count - 1], fullTiles: &full)
      guard count < 40 || count % 37 == 0 || (250...260).contains(count) else { continue }
      #expect(tree.root == plainRoot(Self.hashes[..<count]), "size \(count)")
    }
    #expect(full.map(\.address.path) == ["tile/0/000", "tile/0/001"])
    var batch = TreeAppender()
    #expect(batch.append(contentsOf: Self.hashes[..<600]) == full)
    #expect(batch == tree)
  }

  @Test func proofsOfEveryPairOfSmallSizes() throws {
    for size in Array(1...36) + [255, 256, 257, 700] {
      let forest = Forest(count: size)
      let tiles = forest.tiles
      for index in 0..<size where size < 40 || index % 61 == 0 || index > size - 3 {
        let path = try ProofPlan.inclusion(index: index, size: size).hashes(in: tiles)
        try Proof.verifyInclusion(
          of: Self.hashes[index], index: index, size: size, path: path, root: forest.tree.root)
      }
      for old in 0...size where size < 40 || old % 61 == 0 || old > size - 3 {
        let path = try ProofPlan.consistency(from: old, to: size).hashes(in: tiles)
        try Proof.verifyConsistency(
          oldSize: old, oldRoot: plainRoot(Self.hashes[..<old]), newSize: size,
          newRoot: forest.tree.root, path: path)
        guard old > 0 else { continue }
        #expect(
          try ProofPlan.root(of: old, in: size).hashes(in: tiles)
            == [plainRoot(Self.hashes[..<old])])
      }
    }
  }

  /// Goal: no changed proof passes. Method: every hash changed, one too many, one too few, every
  /// other index, every other size.
  @Test func changedProofsAreRefused() throws {
    let size = 23
    let forest = Forest(count: size)
    let root = forest.tree.root
    for index in 0..<size {
      let path = try ProofPlan.inclusion(index: index, size: size).hashes(in: forest.tiles)
      func refused(_ path: [Digest], _ index: Int, _ size: Int) -> Bool {
        (try? Proof.verifyInclusion(
          of: Self.hashes[index % 23], index: index, size: size, path: path, root: root)) == nil
      }
      for place in path.indices {
        var changed = path
        changed[place] = Self.hashes[99]
        #expect(refused(changed, index, size))
      }
      #expect(refused(path + [root], index, size))
      #expect(refused(Array(path.dropLast()), index, size))
      #expect(refused(path, index, index))
      for other in 0..<size where other != index { #expect(refused(path, other, size)) }
    }
    for old in 1..<size {
      let oldRoot = plainRoot(Self.hashes[..<old])
      let path = try ProofPlan.consistency(from: old, to: size).hashes(in: forest.tiles)
      func refused(_ path: [Digest], _ old: Int, _ oldRoot: Digest) -> Bool {
        (try? Proof.verifyConsistency(
          oldSize: old, oldRoot: oldRoot, newSize: size, newRoot: root, path: path)) == nil
      }
      #expect(!refused(path, old, oldRoot))
      for place in path.indices {
        var changed = path
        changed[place] = Self.hashes[99]
        #expect(refused(changed, old, oldRoot))
      }
      #expect(refused(path + [root], old, oldRoot))
      #expect(refused(Array(path.dropLast()), old, oldRoot))
      #expect(refused(path, old, Self.hashes[99]))
    }
    #expect(throws: LedgerFailure.malformedProof("sizes go back")) {
      try Proof.verifyConsistency(
        oldSize: 2, oldRoot: root, newSize: 1, newRoot: root, path: [])
    }
    #expect(throws: LedgerFailure.malformedProof("too long")) {
      try Proof.verifyInclusion(
        of: root, index: 0, size: 1, path: Array(repeating: root, count: 65), root: root)
    }
  }

  @Test func missingTilesAreNamed() {
    #expect(throws: LedgerFailure.missingTile(path: "tile/0/000.p/3")) {
      try ProofPlan.inclusion(index: 1, size: 3).hashes(in: TileSet())
    }
    var short = TileSet()
    short.insert(level: 0, index: 0, bytes: Self.hashes[0].bytes)
    #expect(throws: LedgerFailure.missingTile(path: "tile/0/000.p/3")) {
      try ProofPlan.inclusion(index: 1, size: 3).hashes(in: short)
    }
    #expect(
      ProofPlan.inclusion(index: 1, size: 3).tiles.map(\.path) == ["tile/0/000.p/3"])
  }

  @Test func pathsOfTiles() {
    #expect(TileAddress(content: .hashes(level: 0), index: 5).path == "tile/0/005")
    #expect(
      TileAddress(content: .entries, index: 1_234_067, width: 7).path
        == "tile/entries/x001/x234/067.p/7")
    for path in ["tile/0/005", "tile/3/x001/x234/067.p/255", "tile/entries/000.p/1"] {
      #expect(TileAddress(path: path)?.path == path)
    }
    for path in [
      "tile/0/5", "tile/0/005.p/0", "tile/0/005.p/256", "tile/0/x000/005", "tile/00/005",
      "tile/0/x005", "tile/8/000", "tile/-1/000", "tile/0/", "tile/0", "tile/0/005.p", "0/005",
      "tile/0/+05", "tile/0/005.p/01", "tile/0/001/005",
      "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/000",
    ] {
      #expect(TileAddress(path: path) == nil, "\(path)")
    }
    #expect(
      TileAddress.bundles(250..<600, size: 700).map(\.path) == [
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/188",
      ])
  }

  @Test func bundles() throws {
    let leaves = (0..<256).map(entry)
    let bytes = EntryBundle.bytes(leaves)
    #expect(Array(bytes.prefix(4)) == [0, 7, 0x65, 0x6E])
    #expect(try EntryBundle.leaves(bytes) == leaves)
    #expect(throws: LedgerFailure.self) { try EntryBundle.leaves(Array(bytes.dropLast())) }
    #expect(throws: LedgerFailure.self) { try EntryBundle.leaves(bytes + [0]) }
    #expect(throws: LedgerFailure.self) { try EntryBundle.leaves(bytes + [0, 0]) }
    let long = [UInt8](repeating: 7, count: 65_535)
    #expect(try EntryBundle.leaves(EntryBundle.bytes([long])) == [long])
  }
}
