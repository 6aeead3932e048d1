#include "engine/index/blocking.h"

#include <algorithm>

namespace pontis {
namespace {

constexpr std::uint32_t kCount = 0xFFFF;
constexpr unsigned kClassShift = 16;

unsigned classOf(std::uint32_t header) { return header >> kClassShift & 0xFF; }

}  // namespace

Blocking::Blocking() : segments_(std::size_t{1} << kSegmentBits) {}

Blocking::Slot* Blocking::slotOf(Segment& in, std::uint32_t tag) {
  const std::size_t size = in.slots.size();
  std::size_t at = home(tag, size);
  while (in.slots[at].value != kEmpty && in.slots[at].tag != tag) at = at + 1 == size ? 0 : at + 1;
  return &in.slots[at];
}

void Blocking::grow(Segment& segment) {
  Segment larger;
  larger.used = segment.used;
  larger.slots.resize(std::max<std::size_t>(8, segment.slots.size() * 9 / 8 + 1));
  for (const Slot& slot : segment.slots)
    if (slot.value != kEmpty) *slotOf(larger, slot.tag) = slot;
  segment = std::move(larger);
}

std::uint32_t Blocking::allocate(unsigned size_class, Shelf& shelf) {
  if (auto& free = shelf.free[size_class]; !free.empty()) {
    const std::uint32_t place = free.back();
    free.pop_back();
    return place;
  }
  const std::size_t size = kSizes[size_class] + 1u;
  if (shelf.at + size > shelf.end) refill(shelf);
  const auto place = static_cast<std::uint32_t>(shelf.at);
  shelf.at += size;
  return place;
}

void Blocking::refill(Shelf& shelf) {
  constexpr std::size_t kWords = std::size_t{1} << 14;
  static_assert(decltype(lists_)::kEach % kWords == 0, "a list lies in one chunk");
  const std::lock_guard lock(refilling_);
  lists_.reach(end_ + kWords);
  shelf.at = end_;
  shelf.end = end_ += kWords;
}

void Blocking::expect(std::size_t records) {
  // A key costs at most nine words: a list of two, and the shorter ones it outgrew.
  constexpr std::size_t kWords = 9 * 64;
  lists_.expect(end_ + records * kWords);
}

void Blocking::giveBack(Shelf& shelf) {
  for (std::size_t of = 0; of < kSizes.size(); ++of) {
    auto& free = shelf.free[of];
    shelf_.free[of].insert(shelf_.free[of].end(), free.begin(), free.end());
    free.clear();
  }
}

bool Blocking::append(Slot& slot, std::uint32_t record, Shelf& shelf) {
  if ((slot.value & kList) == 0) {
    const std::uint32_t place = allocate(0, shelf);
    lists_[place] = 2;
    lists_[place + 1] = slot.value;
    lists_[place + 2] = record;
    slot.value = place | kList;
    return true;
  }
  std::uint32_t place = slot.value & ~kList;
  const std::uint32_t count = lists_[place] & kCount, size_class = classOf(lists_[place]);
  if (count == kCap) return false;
  if (count == kSizes[size_class]) {
    const std::uint32_t larger = allocate(size_class + 1, shelf);
    std::copy_n(&lists_[place], count + 1, &lists_[larger]);
    lists_[larger] += 1u << kClassShift;
    shelf.free[size_class].push_back(place);
    slot.value = larger | kList;
    place = larger;
  }
  lists_[place + count + 1] = record;
  ++lists_[place];
  return true;
}

Blocking::Added Blocking::add(std::uint64_t key, std::uint32_t record, bool last,
                              std::vector<std::uint32_t>& moved, Shelf& shelf) {
  Segment& in = segment(key);
  if ((in.used + 1) * 25 >= in.slots.size() * 22) grow(in);
  Slot* slot = slotOf(in, tagOf(key));
  if (slot->value == kCrowd) return Added::kCrowded;
  if (slot->value == kEmpty) {
    *slot = {tagOf(key), record};
    ++in.used;
    return Added::kDone;
  }
  if (append(*slot, record, shelf) || last) return Added::kDone;
  const std::uint32_t place = slot->value & ~kList;
  moved.assign(&lists_[place + 1], &lists_[place + 1] + kCap);
  shelf.free[classOf(lists_[place])].push_back(place);
  slot->value = kCrowd;
  return Added::kCrowds;
}

// What was put behind a slot because of it moves up.
void Blocking::vacate(Segment& segment, Slot* slot) {
  auto& slots = segment.slots;
  const std::size_t size = slots.size();
  auto hole = static_cast<std::size_t>(slot - slots.data());
  for (std::size_t at = (hole + 1) % size; slots[at].value != kEmpty; at = (at + 1) % size) {
    const std::size_t wanted = home(slots[at].tag, size);
    const bool may_move =
        hole <= at ? wanted <= hole || wanted > at : wanted <= hole && wanted > at;
    if (!may_move) continue;
    slots[hole] = slots[at];
    hole = at;
  }
  slots[hole] = {};
  --segment.used;
}

bool Blocking::remove(std::uint64_t key, std::uint32_t record) {
  Segment& in = segment(key);
  if (in.slots.empty()) return false;
  Slot* slot = slotOf(in, tagOf(key));
  if (slot->value == kEmpty || slot->value == kCrowd) return false;
  if ((slot->value & kList) == 0) {
    if (slot->value != record) return false;
    vacate(in, slot);
    return true;
  }
  const std::uint32_t place = slot->value & ~kList;
  const std::uint32_t header = lists_[place], count = header & kCount;
  std::uint32_t* first = &lists_[place + 1];
  std::uint32_t* found = std::find(first, first + count, record);
  if (found == first + count) return false;
  std::copy(found + 1, first + count, found);
  --lists_[place];
  if (count > 1) return true;
  shelf_.free[classOf(header)].push_back(place);
  vacate(in, slot);
  return true;
}

void Blocking::prefetch(std::uint64_t key) const {
  const Segment& in = segment(key);
  if (!in.slots.empty()) __builtin_prefetch(&in.slots[home(tagOf(key), in.slots.size())]);
}

Blocking::Entry Blocking::look(std::uint64_t key) const {
  Entry out;
  const Segment& in = segment(key);
  if (in.slots.empty()) return out;
  out.value_ = slotOf(const_cast<Segment&>(in), tagOf(key))->value;
  return out;
}

void Blocking::prefetch(const Entry& entry) const {
  if (entry.value_ < kList || entry.value_ >= kCrowd) return;
  const std::uint32_t* list = &lists_[entry.value_ & ~kList];
  __builtin_prefetch(list);
  __builtin_prefetch(list + 16);
}

Blocking::Found Blocking::recordsOf(const Entry& entry) const {
  if (entry.value_ == kEmpty) return {};
  if (entry.value_ == kCrowd) return {{}, true};
  if ((entry.value_ & kList) == 0) return {{&entry.value_, 1}, false};
  const std::uint32_t place = entry.value_ & ~kList, header = lists_[place];
  return {{&lists_[place + 1], header & kCount}, false};
}

std::size_t Blocking::bytes() const {
  std::size_t out = lists_.bytes() + segments_.capacity() * sizeof(Segment);
  for (const Segment& segment : segments_) out += segment.slots.capacity() * sizeof(Slot);
  for (const auto& free : shelf_.free) out += free.capacity() * sizeof(std::uint32_t);
  return out;
}

}  // namespace pontis
