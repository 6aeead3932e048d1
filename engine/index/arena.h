// Arena: many short strings in few large blocks, each known by a small number.
//
// A string costs its length, a byte or two, and what is lost to the next multiple of eight. What is
// freed is given out again to the next string of that size.
//
// Not thread safe.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "engine/index/large_pages.h"

namespace pontis {

class SnapshotIn;   // snapshot.h
class SnapshotOut;  // snapshot.h

class Arena {
 public:
  using Place = std::uint32_t;
  static constexpr std::size_t kLongest = std::size_t{1} << 20;  // bytes in one string

  // REQUIRES: at most kLongest bytes
  Place put(std::string_view text);
  std::string_view at(Place place) const;
  void free(Place place);
  // The same, and nothing of it is left.
  void wipe(Place place);

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const { return chunks_.size() * kChunkUnits * kUnit; }

 private:
  static constexpr std::size_t kUnit = 8;
  static constexpr unsigned kChunkBits = 20;
  static constexpr std::size_t kChunkUnits = std::size_t{1} << kChunkBits;

  char* address(Place place) const {
    const std::uint64_t* units = chunks_[place >> kChunkBits].data();
    return reinterpret_cast<char*>(const_cast<std::uint64_t*>(units + (place & (kChunkUnits - 1))));
  }
  Place take(std::size_t units);

  std::vector<Column<std::uint64_t>> chunks_;  // each of kChunkUnits
  std::size_t used_ = kChunkUnits;             // units of the last chunk
  std::map<std::size_t, std::vector<Place>> free_;
};

}  // namespace pontis
