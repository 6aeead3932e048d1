#include "engine/index/hash_index.h"

#include <functional>

namespace pontis {

std::uint64_t hashOf(std::uint32_t domain, std::string_view text) {
  std::uint64_t hash = std::hash<std::string_view>{}(text) + domain * 0x9E3779B97F4A7C15u;
  hash ^= hash >> 32;
  hash *= 0xD6E8FEB86659FD93u;
  return hash ^ hash >> 32;
}

std::size_t HashIndex::slotOf(std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].head != kEmpty && slots_[slot].hash != hash) slot = (slot + 1) & mask;
  return slot;
}

void HashIndex::add(std::uint64_t hash, std::uint32_t record) {
  if ((used_ + 1) * 4 > slots_.size() * 3) grow(slots_.empty() ? 64 : slots_.size() * 2);
  Slot& slot = slots_[slotOf(static_cast<std::uint32_t>(hash))];
  if (slot.head == kEmpty) {
    slot = {static_cast<std::uint32_t>(hash), record};
    ++used_;
    return;
  }
  if (!(slot.head & kChain)) slot.head = newPosting(slot.head, kEmpty) | kChain;
  const std::uint32_t head = slot.head;
  slot.head = newPosting(record, head) | kChain;
}

void HashIndex::remove(std::uint64_t hash, std::uint32_t record) {
  if (slots_.empty()) return;
  const std::size_t at = slotOf(static_cast<std::uint32_t>(hash));
  Slot& slot = slots_[at];
  if (slot.head == kEmpty) return;
  if (!(slot.head & kChain)) {
    if (slot.head == record) vacate(at);
    return;
  }
  for (std::uint32_t* link = &slot.head; *link != kEmpty;) {
    const std::uint32_t posting = *link & ~kChain;
    if (postings_[posting].record != record) {
      link = &postings_[posting].next;
      continue;
    }
    *link = postings_[posting].next;
    freePosting(posting);
    break;
  }
  if (slot.head == kEmpty) vacate(at);
}

void HashIndex::reserve(std::size_t hashes) {
  std::size_t slots = 64;
  while (hashes * 4 > slots * 3) slots *= 2;
  if (slots > slots_.size()) grow(slots);
}

void HashIndex::grow(std::size_t slots) {
  Column<Slot> old(slots);
  old.swap(slots_);
  for (const Slot& slot : old)
    if (slot.head != kEmpty) slots_[slotOf(slot.hash)] = slot;
}

// Moves back what probing had pushed beyond the slot, so that no search ends too early.
void HashIndex::vacate(std::size_t slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = slot;
  for (std::size_t at = (slot + 1) & mask; slots_[at].head != kEmpty; at = (at + 1) & mask) {
    const std::size_t home = slots_[at].hash & mask;
    if (((at - home) & mask) < ((at - hole) & mask)) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = {};
  --used_;
}

std::uint32_t HashIndex::newPosting(std::uint32_t record, std::uint32_t next) {
  if (free_ == kEmpty) {
    postings_.push_back({record, next});
    return static_cast<std::uint32_t>(postings_.size() - 1);
  }
  const std::uint32_t posting = free_;
  free_ = postings_[posting].next;
  postings_[posting] = {record, next};
  return posting;
}

void HashIndex::freePosting(std::uint32_t posting) {
  postings_[posting] = {0, free_};
  free_ = posting;
}

}  // namespace pontis
