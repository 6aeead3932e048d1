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
  static constexpr std::size_t kLongest = 255;  // words of a list

  // Keeps a copy of the list and says in the row where. What is longer than a list can be is cut.
  void add(Extras extras, MatchRow& row);
  void remove(const MatchRow& row);
  Extras of(const MatchRow& row) const {
    if (row.extra_words == 0) return {};
    return {&words_[row.extras], row.extra_words};
  }
  // Tells the processor that of(row) will be read.
  void prefetch(const MatchRow& row) const {
    if (row.extra_words != 0) __builtin_prefetch(&words_[row.extras]);
  }
  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const { return words_.bytes(); }

 private:
  Chunks<std::uint32_t> words_;
  std::size_t end_ = 0;
  std::vector<std::vector<std::uint32_t>> free_;  // by length
};

}  // namespace pontis
