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
  double score = 0;    // bits
  double surplus = 0;  // bits beyond an even chance
  Grade grade = Grade::kNot;
  const char* veto = "";  // why the grade is lower than the score says
};

// A pair is as likely one person as two at log2(persons) bits. These come on top.
inline constexpr double kPossibleBits = -1, kProbableBits = 1, kCertainBits = 11;

// True if names, sex and numbers say, where there are families, that these are two people whatever
// the other fields will say.
bool areTwoPeople(const Compared& compared);

// The score from which a pair is not certainly two people.
double leastScore(const Population& among);

Decision decide(const Compared& compared, const Population& among);

}  // namespace pontis
