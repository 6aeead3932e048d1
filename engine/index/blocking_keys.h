// Blocking keys: what two records of one person are likely to share.
//
// Each key needs several fields, and exists only if all of them are stated: a slip in one field, or
// its absence, leaves keys of the others. A key that too many share has finer ones.
#pragma once

#include <array>
#include <cstdint>

#include "engine/index/comparison.h"

namespace pontis {

struct BlockingKey {
  // The key; with one field more; with two. 0: that field is not stated.
  std::array<std::uint64_t, 3> hashes{};
};

// At most as many as the array holds; returns how many.
class BlockingKeys {
 public:
  BlockingKeys(const Side& side, const Vocabulary& words);

  const BlockingKey* begin() const { return keys_.data(); }
  const BlockingKey* end() const { return keys_.data() + count_; }

 private:
  void add(unsigned kind, std::uint64_t one, std::uint64_t other, std::uint64_t finer,
           std::uint64_t finest);

  std::array<BlockingKey, 24> keys_;
  std::size_t count_ = 0;
};

}  // namespace pontis
