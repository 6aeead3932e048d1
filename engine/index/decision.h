// Decision: the grade of a compared pair, and what forbids a better one.
//
// The score says how much likelier the pair is one person than two. Beside it stand rules that a
// sum cannot say: a pair is linked without a person only if something outside name, birth date and
// sex speaks for it too; and vetoes.
#pragma once

#include "engine/index/comparison.h"
#include "engine/index/matcher.h"

namespace pontis {

struct Decision {
  double score = 0;  // bits
  Grade grade = Grade::kNot;
  const char* veto = "";  // why the grade is lower than the score says
};

// Thresholds, in bits.
inline constexpr double kPossibleBits = 14, kProbableBits = 22, kCertainBits = 32;

Decision decide(const Compared& compared);

}  // namespace pontis
