// Comparison: two described persons, field by field.
//
// Thread safety: any thread may call any function.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/index/population.h"
#include "engine/index/row.h"
#include "engine/index/similarity.h"
#include "engine/index/vocabulary.h"
#include "engine/index/weights.h"
#include "engine/index/word_memo.h"

namespace pontis {

struct Compared {
  std::array<AgreementLevel, kFields> levels{};  // all missing
  std::array<float, kFields> bits{};

  AgreementLevel level(Field field) const { return levels[static_cast<std::size_t>(field)]; }
  float weight(Field field) const { return bits[static_cast<std::size_t>(field)]; }
  void set(Field field, AgreementLevel level, float weight) {
    levels[static_cast<std::size_t>(field)] = level;
    bits[static_cast<std::size_t>(field)] = weight;
  }
  float total() const;
};

struct Side {
  const MatchRow& row;
  Extras extras;

  bool has(Extra kind) const { return (row.extra_kinds & bitOf(kind)) != 0; }
};

// With what two persons are compared, and among whom.
struct Scale {
  const Vocabulary& words;
  const Weights& weights;
  const Population& among;
};

// How alike two words are: kEqual, kVariant, kSimilar, kAlike or kDiffers.
AgreementLevel compareWords(const Spelling& a, const Spelling& b);

Compared compare(const Side& a, const Side& b, const Scale& scale, WordMemo& memo);

// Which pairs are not worth the whole of a comparison: those that surely have fewer bits than
// `least`, and, if `vetoes`, those that decide() would surely take for two people whatever the
// rest of them says.
struct Bar {
  double least = -1e9;
  bool vetoes = false;
};
// The same as compare(), or nothing if the pair is seen to stay below the bar.
std::optional<Compared> compareAbove(const Bar& bar, const Side& a, const Side& b,
                                     const Scale& scale, WordMemo& memo);

}  // namespace pontis
