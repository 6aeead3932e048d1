// ExtrasStore: the lists of extras of all rows (row.h), of any length, freed and used again.
//
// Thread safety: any number of threads may read; the other members need it alone.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/index/chunks.h"
#include "engine/index/row.h"

namespace pontis {

class SnapshotIn;   // snapshot.h
class SnapshotOut;  // snapshot.h

class ExtrasStore {
 public:
  // Returns the place of a copy; 0 for an empty list. A list too long for one chunk is cut.
  std::uint32_t add(const std::vector<std::uint32_t>& extras);
  void remove(std::uint32_t place);
  Extras at(std::uint32_t place) const {
    if (place == 0) return {};
    return {&words_[place + 1], words_[place]};
  }
  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const { return words_.bytes(); }

 private:
  static constexpr std::size_t kLongest = 256;  // words
  Chunks<std::uint32_t> words_;                 // a list: its length, then its words
  std::size_t end_ = 1;
  std::vector<std::vector<std::uint32_t>> free_;  // by length
};

}  // namespace pontis
