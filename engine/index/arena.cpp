#include "engine/index/arena.h"

#include <cassert>
#include <cstring>

namespace pontis {
namespace {

std::size_t lengthBytes(std::size_t size) { return size < 0x80 ? 1 : size < 0x4000 ? 2 : 3; }

}  // namespace

Arena::Place Arena::put(std::string_view text) {
  assert(text.size() <= kLongest);
  const std::size_t head = lengthBytes(text.size());
  const Place place = take((head + text.size() + kUnit - 1) / kUnit);
  char* at = address(place);
  std::size_t size = text.size();
  for (std::size_t i = 0; i + 1 < head; ++i, size >>= 7) *at++ = static_cast<char>(size | 0x80);
  *at++ = static_cast<char>(size);
  std::memcpy(at, text.data(), text.size());
  return place;
}

std::string_view Arena::at(Place place) const {
  const char* at = address(place);
  std::size_t size = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    size |= std::size_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return {at, size};
  }
}

void Arena::free(Place place) {
  const std::size_t size = at(place).size();
  free_[(lengthBytes(size) + size + kUnit - 1) / kUnit].push_back(place);
}

void Arena::wipe(Place place) {
  const std::string_view text = at(place);
  free(place);
  std::memset(const_cast<char*>(text.data()), 0, text.size());
}

Arena::Place Arena::take(std::size_t units) {
  if (const auto freed = free_.find(units); freed != free_.end() && !freed->second.empty()) {
    const Place place = freed->second.back();
    freed->second.pop_back();
    return place;
  }
  if (used_ + units > kChunkUnits) {
    chunks_.emplace_back(kChunkUnits);
    used_ = 0;
  }
  const auto place = static_cast<Place>((chunks_.size() - 1) << kChunkBits | used_);
  used_ += units;
  return place;
}

}  // namespace pontis
