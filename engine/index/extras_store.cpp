#include "engine/index/extras_store.h"

#include <algorithm>

namespace pontis {

std::uint32_t ExtrasStore::add(const std::vector<std::uint32_t>& extras) {
  std::size_t size = 0;
  for (Extras rest(extras); !rest.empty();) {
    const std::size_t one = 1 + valuesOf(static_cast<Extra>(rest[0] & kKindBits));
    if (size + one > kLongest) break;
    size += one;
    rest = rest.subspan(one);
  }
  if (size == 0) return 0;
  std::size_t place = end_;
  if (size < free_.size() && !free_[size].empty()) {
    place = free_[size].back();
    free_[size].pop_back();
  } else {
    if (place % words_.kEach + size + 1 > words_.kEach)
      place += words_.kEach - place % words_.kEach;
    end_ = place + size + 1;
    words_.reach(end_);
  }
  words_[place] = static_cast<std::uint32_t>(size);
  std::copy_n(extras.begin(), size, &words_[place + 1]);
  return static_cast<std::uint32_t>(place);
}

void ExtrasStore::remove(std::uint32_t place) {
  if (place == 0) return;
  const std::size_t size = words_[place];
  if (free_.size() <= size) free_.resize(size + 1);
  free_[size].push_back(place);
}

}  // namespace pontis
