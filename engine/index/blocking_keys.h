// Blocking keys: what two records of one person are likely to share.
//
// Each key is emitted only if all its fields are stated. A slip in one field, or its absence,
// leaves the keys of others. The keys are trees: where too many share one (a birthday in a large
// index, a postal code), finer ones stand in its place.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/index/comparison.h"

namespace pontis {

struct BlockingKey {
  std::uint64_t hash = 0;
  std::uint8_t parent = 0;    // its place + 1; 0: a root
  std::uint8_t children = 0;  // they follow it, though not at once
};

class BlockingKeys {
 public:
  static constexpr std::size_t kMost = 64;

  // `thorough`: more keys, for a file that is linked once, than an index has memory for.
  BlockingKeys(const Side& side, const Vocabulary& words, bool thorough);

  // A key comes before its children.
  std::span<const BlockingKey> all() const { return {keys_.data(), count_}; }

 private:
  // Each adds a key and returns its place + 1; 0, and adds none, if a value is not stated.
  std::uint8_t root(unsigned kind, std::uint64_t value);
  std::uint8_t under(std::uint8_t parent, unsigned kind, std::uint64_t value);

  const MatchRow& row_;
  std::uint64_t given_, family_, birth_, year_;
  std::array<BlockingKey, kMost> keys_;
  std::uint8_t count_ = 0;
};

}  // namespace pontis
