#include "engine/index/decision.h"

#include <algorithm>

namespace pontis {
namespace {

bool agrees(Level level) { return level >= Level::kEqual && level <= Level::kSimilar; }

// What is known of the pair besides name, birth date and sex: bits that speak for it.
double corroboration(const Compared& pair) {
  double out = 0;
  for (const Field field : {Field::kMiddle, Field::kStreet, Field::kCity, Field::kPostalCode,
                            Field::kPhone, Field::kEmail, Field::kBirthPlace, Field::kMother,
                            Field::kSocialSecurity, Field::kIdentifier, Field::kLocalIdentifier})
    out += std::max(0.f, pair.weight(field));
  return out;
}

Grade byScore(double score) {
  if (score >= kCertainBits) return Grade::kCertain;
  if (score >= kProbableBits) return Grade::kProbable;
  return score >= kPossibleBits ? Grade::kPossible : Grade::kNot;
}

struct Veto {
  Grade most = Grade::kCertain;
  const char* why = "";
};

Veto vetoOf(const Compared& pair) {
  const Level given = pair.level(Field::kGiven), birth = pair.level(Field::kBirthDate);
  const Level ssn = pair.level(Field::kSocialSecurity), id = pair.level(Field::kIdentifier);
  const bool same_number = agrees(ssn) || agrees(id);
  const bool other_number = ssn == Level::kDiffers || id == Level::kDiffers;
  if (given == Level::kDiffers && birth == Level::kEqual && !same_number)
    return {Grade::kNot, "household: same birth date, other given name"};
  if (other_number && !same_number) return {Grade::kPossible, "identifiers contradict each other"};
  if (given == Level::kDiffers) return {Grade::kPossible, "other given name"};
  if (birth == Level::kDiffers && !same_number) return {Grade::kPossible, "other birth date"};
  if (pair.level(Field::kSuffix) == Level::kDiffers) return {Grade::kPossible, "other suffix"};
  if (corroboration(pair) < 6)
    return {Grade::kPossible, "nothing but name and birth date is known to agree"};
  return {};
}

}  // namespace

Decision decide(const Compared& compared) {
  Decision out;
  out.score = compared.total();
  out.grade = byScore(out.score);
  const Veto veto = vetoOf(compared);
  if (veto.most < out.grade) out.grade = veto.most, out.veto = veto.why;
  return out;
}

}  // namespace pontis
