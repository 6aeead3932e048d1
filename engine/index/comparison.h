// Comparison: two described persons, field by field.
//
// Thread safety: any thread may call any function.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/index/population.h"
#include "engine/index/row.h"
#include "engine/index/vocabulary.h"
#include "engine/index/weights.h"

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
};

// How alike two words are: kEqual, kVariant, kSimilar, kAlike or kDiffers.
AgreementLevel compareWords(std::string_view a, std::string_view b);

// True if the given names have so little in common that two people are meant, and nothing is stated
// that could say otherwise: what decide() would come to among families, for a fraction of the cost.
bool plainlyOthers(const Side& a, const Side& b, const Vocabulary& words);

Compared compare(const Side& a, const Side& b, const Vocabulary& words, const Weights& weights,
                 const Population& among);

}  // namespace pontis
