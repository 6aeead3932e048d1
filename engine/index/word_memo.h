// WordMemo: how alike pairs of words are, so far as they have been compared.
//
// The records that a search compares share few words: one town, a dozen spellings of a name. What
// the memo has no room for is forgotten and compared again.
//
// Of words of one Vocabulary only. Not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/index/lexicon.h"
#include "engine/index/weights.h"

namespace pontis {

class WordMemo {
 public:
  enum class Kind : std::uint8_t { kNames, kPlaces, kCodes };

  // Of 2^bits pairs.
  explicit WordMemo(unsigned bits) : shift_(64 - bits), entries_(std::size_t{1} << bits) {}

  // What `compare` says of the words, or said before. REQUIRES: a != 0
  template <class Compare>
  AgreementLevel level(Kind kind, Lexicon::Id a, Lexicon::Id b, const Compare& compare) {
    const std::uint64_t pair = std::uint64_t{a} << 32 | b;
    Entry& entry = entries_[(pair + static_cast<std::uint64_t>(kind)) * kSpread >> shift_];
    if (entry.a != a || entry.b != b || entry.kind != kind) entry = {a, b, kind, compare()};
    return entry.level;
  }

 private:
  static constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;

  struct Entry {
    Lexicon::Id a = Lexicon::kNone, b = Lexicon::kNone;
    Kind kind = Kind::kNames;
    AgreementLevel level = AgreementLevel::kMissing;
  };

  unsigned shift_;
  std::vector<Entry> entries_;
};

}  // namespace pontis
