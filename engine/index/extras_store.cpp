#include "engine/index/extras_store.h"

#include <algorithm>

namespace pontis {

void ExtrasStore::add(Extras extras, MatchRow& row) {
  std::size_t size = 0;
  row.extra_kinds = 0;
  for (Extras rest = extras; !rest.empty();) {
    const auto kind = static_cast<Extra>(rest[0] & kKindBits);
    const std::size_t one = 1 + valuesOf(kind);
    if (size + one > kLongest) break;
    size += one;
    row.extra_kinds |= bitOf(kind);
    rest = rest.subspan(one);
  }
  row.extra_words = static_cast<std::uint8_t>(size);
  row.extras = 0;
  if (size == 0) return;
  std::size_t place = end_;
  if (size < free_.size() && !free_[size].empty()) {
    place = free_[size].back();
    free_[size].pop_back();
  } else {
    // A list lies in one chunk.
    if (place % words_.kEach + size > words_.kEach) place += words_.kEach - place % words_.kEach;
    end_ = place + size;
    words_.reach(end_);
  }
  std::copy_n(extras.begin(), size, &words_[place]);
  row.extras = static_cast<std::uint32_t>(place);
}

void ExtrasStore::remove(const MatchRow& row) {
  const std::size_t size = row.extra_words;
  if (size == 0) return;
  if (free_.size() <= size) free_.resize(size + 1);
  free_[size].push_back(row.extras);
}

}  // namespace pontis
