// Arena: many short strings in few large blocks, each known by a small number.
//
// A string costs its length, a byte or two, and what is lost to the next multiple of eight. What is
// freed is given out again to the next string of that size.
//
// Not thread safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

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

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const { return chunks_.size() * kChunkUnits * kUnit; }

 private:
  static constexpr std::size_t kUnit = 8;
  static constexpr unsigned kChunkBits = 20;
  static constexpr std::size_t kChunkUnits = std::size_t{1} << kChunkBits;

  char* address(Place place) const {
    return chunks_[place >> kChunkBits].get() + (place & (kChunkUnits - 1)) * kUnit;
  }
  Place take(std::size_t units);

  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t used_ = kChunkUnits;  // units of the last chunk
  std::map<std::size_t, std::vector<Place>> free_;
};

}  // namespace pontis
