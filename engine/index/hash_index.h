// HashIndex: from a hash to the records that have it, in 8 bytes a slot.
//
// It keeps 32 bits of the hash and not what was hashed: the caller compares what it finds. One hash
// may have many records (a number that half a country shares) without slowing down others.
//
// Not thread safe; any number of threads may call the const members at once.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/index/large_pages.h"

namespace pontis {

class SnapshotIn;   // snapshot.h
class SnapshotOut;  // snapshot.h

class HashIndex {
 public:
  void add(std::uint64_t hash, std::uint32_t record);
  void remove(std::uint64_t hash, std::uint32_t record);

  // Calls `visit` with each record, the last added first, until it returns false.
  template <class Visit>
  void each(std::uint64_t hash, Visit&& visit) const {
    if (slots_.empty()) return;
    std::uint32_t head = slots_[slotOf(static_cast<std::uint32_t>(hash))].head;
    if (head == kEmpty) return;
    if (!(head & kChain)) {
      visit(head);
      return;
    }
    while (head != kEmpty) {
      const Posting& one = postings_[head & ~kChain];
      if (!visit(one.record)) return;
      head = one.next;
    }
  }

  void reserve(std::size_t hashes);
  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const {
    return slots_.capacity() * sizeof(Slot) + postings_.capacity() * sizeof(Posting);
  }

 private:
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFF;
  static constexpr std::uint32_t kChain = 0x80000000;  // head is a posting, not a record
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t head = kEmpty;
  };
  struct Posting {
    std::uint32_t record = 0;
    std::uint32_t next = kEmpty;
  };

  std::size_t slotOf(std::uint32_t hash) const;
  void grow(std::size_t slots);
  void vacate(std::size_t slot);
  std::uint32_t newPosting(std::uint32_t record, std::uint32_t next);
  void freePosting(std::uint32_t posting);

  Column<Slot> slots_;  // a power of two, linear probing
  std::size_t used_ = 0;
  Column<Posting> postings_;
  std::uint32_t free_ = kEmpty;  // first of the free postings
};

// Mixes a few more bits into the hash of a text.
std::uint64_t hashOf(std::uint32_t domain, std::string_view text);

}  // namespace pontis
