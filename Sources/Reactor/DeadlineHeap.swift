/// A binary heap of deadlines, earliest first; equal ones in the order of their insertion.
struct DeadlineHeap: Sendable {
  struct Entry: Sendable, Comparable {
    var deadline: UInt64
    var sequence: UInt64

    static func < (left: Entry, right: Entry) -> Bool {
      (left.deadline, left.sequence) < (right.deadline, right.sequence)
    }
  }

  private var entries: [Entry] = []

  var count: Int { entries.count }
  var first: Entry? { entries.first }

  mutating func insert(_ entry: Entry) {
    entries.append(entry)
    siftUp(from: entries.count - 1)
  }

  mutating func removeFirst() {
    guard let last = entries.popLast(), !entries.isEmpty else { return }
    entries[0] = last
    siftDown(from: 0)
  }

  /// Drops what `isAlive` denies and restores the order.
  mutating func keep(_ isAlive: (Entry) -> Bool) {
    entries = entries.filter(isAlive)
    // A sorted array is a heap.
    entries.sort()
  }

  private mutating func siftUp(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child] < entries[parent] else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown(from start: Int) {
    var parent = start
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { return }
      let right = left + 1
      let least = right < entries.count && entries[right] < entries[left] ? right : left
      guard entries[least] < entries[parent] else { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
