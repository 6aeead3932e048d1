// Blocking: which records share a key, so that only those are compared.
//
// A key is a 64-bit hash of what two records of one person are likely to share (blocking_keys.h).
// A key that more than kCap records share is crowded: it is given up, and its records stand under
// finer keys instead. Which records share a list does not depend on the order in which they came.
//
// Thread safety: any number of threads may call the const members; the others need it alone, but
// that threads may add keys of different segments at once, each with a shelf of its own, once
// expect() has been called.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "engine/index/chunks.h"

namespace pontis {

class SnapshotIn;   // snapshot.h
class SnapshotOut;  // snapshot.h

class Blocking {
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFF, kCrowd = 0xFFFFFFFE, kList = 0x80000000;

 public:
  static constexpr std::size_t kCap = 48;

  Blocking();

  enum class Added : std::uint8_t {
    kDone,
    kCrowded,  // the key had been given up: use a finer one
    kCrowds,   // it is given up now: `moved` must find finer ones too
  };
  static constexpr std::array<std::uint16_t, 10> kSizes{2, 3, 4, 6, 8, 12, 18, 26, 36, kCap};
  // Whence a thread takes the lists it needs.
  struct Shelf {
    std::size_t at = 0, end = 0;  // not used yet
    std::array<std::vector<std::uint32_t>, kSizes.size()> free;
  };
  // Puts the record under the key. The `last` key of a tree takes kCap records, no more.
  Added add(std::uint64_t key, std::uint32_t record, bool last, std::vector<std::uint32_t>& moved) {
    return add(key, record, last, moved, shelf_);
  }
  Added add(std::uint64_t key, std::uint32_t record, bool last, std::vector<std::uint32_t>& moved,
            Shelf& shelf);
  // Makes ready for threads that will add so many records together, and takes a shelf back.
  void expect(std::size_t records);
  void giveBack(Shelf& shelf);

  static constexpr unsigned kSegmentBits = 10;
  static std::size_t segmentOf(std::uint64_t key) { return key >> (64 - kSegmentBits); }

  // False if it is not there.
  bool remove(std::uint64_t key, std::uint32_t record);

  struct Found {
    std::span<const std::uint32_t> records;
    bool crowded = false;  // look at the finer key
  };
  // Two steps to the records of a key, for who looks for many of them: before each the processor
  // can be told what will come.
  class Entry {
    friend class Blocking;
    std::uint32_t value_ = kEmpty;
  };
  void prefetch(std::uint64_t key) const;
  Entry look(std::uint64_t key) const;
  void prefetch(const Entry& entry) const;
  Found recordsOf(const Entry& entry) const;  // borrows from the entry

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const;

 private:
  // Keys are spread over segments that grow one at a time, so that no record waits for all.
  struct Slot {
    std::uint32_t tag = 0;         // of the key
    std::uint32_t value = kEmpty;  // a record, kCrowd, or kList and the place of a list
  };
  struct Segment {
    std::vector<Slot> slots;
    std::size_t used = 0;
  };

  static std::uint32_t tagOf(std::uint64_t key) { return static_cast<std::uint32_t>(key); }
  Segment& segment(std::uint64_t key) { return segments_[segmentOf(key)]; }
  const Segment& segment(std::uint64_t key) const { return segments_[segmentOf(key)]; }
  static std::size_t home(std::uint32_t tag, std::size_t size) {
    return static_cast<std::size_t>(std::uint64_t{tag} * size >> 32);
  }
  static Slot* slotOf(Segment& in, std::uint32_t tag);
  static void grow(Segment& segment);
  static void vacate(Segment& segment, Slot* slot);

  // A list: a word with its count and size class; then its records.
  std::uint32_t allocate(unsigned size_class, Shelf& shelf);
  void refill(Shelf& shelf);
  // False if the list is full.
  bool append(Slot& slot, std::uint32_t record, Shelf& shelf);

  std::vector<Segment> segments_;
  Chunks<std::uint32_t> lists_;
  std::size_t end_ = 0;  // of what of lists_ is on shelves
  std::mutex refilling_;
  Shelf shelf_;
};

}  // namespace pontis
