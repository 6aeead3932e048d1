#include "engine/index/decision.h"

#include <algorithm>
#include <cmath>

namespace pontis {
namespace {

// So few persons that chance alone decides are never assumed.
constexpr double kLeastPersons = 1000;

bool agrees(AgreementLevel level) {
  return level >= AgreementLevel::kEqual && level <= AgreementLevel::kSimilar;
}
bool exact(AgreementLevel level) {
  return level == AgreementLevel::kEqual || level == AgreementLevel::kVariant;
}

double speaksFor(const Compared& pair, std::initializer_list<Field> fields) {
  double out = 0;
  for (const Field field : fields) out += std::max(0.f, pair.weight(field));
  return out;
}

double addressBits(const Compared& pair) {
  return speaksFor(pair, {Field::kStreet, Field::kCity, Field::kPostalCode});
}

// What is known of the pair besides first and family name, birth date, sex and numbers: bits for
// it. Numbers are shared in families and taken over by others; they do not corroborate alone.
double corroboration(const Compared& pair) {
  return addressBits(pair) + speaksFor(pair, {Field::kMiddle, Field::kPhone, Field::kEmail,
                                              Field::kBirthPlace, Field::kMother});
}

Grade byScore(double surplus) {
  if (surplus >= kCertainBits) return Grade::kCertain;
  if (surplus >= kProbableBits) return Grade::kProbable;
  return surplus >= kPossibleBits ? Grade::kPossible : Grade::kNot;
}

struct Veto {
  Grade most = Grade::kCertain;
  const char* why = "";
};

// The shared or contradicting numbers of a pair.
struct Numbers {
  explicit Numbers(const Compared& pair)
      : ssn(pair.level(Field::kSocialSecurity)),
        insurance(pair.level(Field::kInsurance)),
        id(pair.level(Field::kIdentifier)),
        local(pair.level(Field::kLocalIdentifier)) {}
  bool same() const { return agrees(ssn) || agrees(insurance) || agrees(id); }
  bool contradict() const {
    return !same() && (ssn == AgreementLevel::kDiffers || insurance == AgreementLevel::kDiffers ||
                       id == AgreementLevel::kDiffers);
  }
  int count() const {
    return agrees(ssn) + agrees(insurance) + agrees(id) + (local == AgreementLevel::kEqual);
  }
  AgreementLevel ssn, insurance, id, local;
};

// In how many independent ways the pair agrees besides name, birth date and sex.
int kindsOfAgreement(const Compared& pair) {
  constexpr double kMuch = 6;
  int out = Numbers(pair).count() + (addressBits(pair) >= kMuch);
  for (const Field field : {Field::kPhone, Field::kEmail, Field::kBirthPlace, Field::kMother})
    out += pair.weight(field) >= kMuch;
  return out;
}

// Whether anything differs that people do not change when they move.
bool contradictedBeyondAddress(const Compared& pair) {
  for (const Field field : {Field::kMiddle, Field::kSuffix, Field::kGender, Field::kBirthPlace,
                            Field::kMother, Field::kLocalIdentifier})
    if (pair.weight(field) < 0) return true;
  return false;
}

// Name and birth date are the same in full, and something else speaks for the pair, or they are so
// rare that nothing else needs to.
Veto vetoOfExact(const Compared& pair, double surplus) {
  constexpr double kEnough = 8, kRare = 9;
  const Numbers numbers(pair);
  const double other = corroboration(pair);
  const bool corroborated = other >= kEnough || (other >= kEnough / 2 && numbers.count() > 0) ||
                            numbers.count() > 1 || agrees(numbers.id);
  // Who borrows a card gives its owner's name: a number that agrees asks for more, not for less.
  const bool bare = !contradictedBeyondAddress(pair) && numbers.count() == 0;
  if (!corroborated && (!bare || surplus < kRare))
    return {Grade::kPossible, "nothing but name and birth date is known to agree"};
  const bool kin = pair.level(Field::kMother) == AgreementLevel::kDiffers ||
                   pair.level(Field::kMiddle) == AgreementLevel::kDiffers;
  const bool home =
      addressBits(pair) >= kEnough && pair.level(Field::kMiddle) == AgreementLevel::kEqual;
  if (kin && !home && kindsOfAgreement(pair) < 2)
    return {Grade::kPossible, "other middle name, or other mother"};
  return {};
}

bool hasOtherGiven(const Compared& pair) {
  const AgreementLevel given = pair.level(Field::kGiven);
  return given == AgreementLevel::kDiffers ||
         (given == AgreementLevel::kAlike &&
          pair.level(Field::kMiddle) == AgreementLevel::kDiffers) ||
         (given > AgreementLevel::kEqual && pair.level(Field::kGender) == AgreementLevel::kDiffers);
}

double evenChance(const Population& among) {
  return std::log2(std::max(among.persons, kLeastPersons));
}

// `surplus`: bits beyond an even chance.
Veto vetoOf(const Compared& pair, double surplus, bool dated) {
  const AgreementLevel given = pair.level(Field::kGiven), family = pair.level(Field::kFamily);
  const AgreementLevel birth = pair.level(Field::kBirthDate), middle = pair.level(Field::kMiddle);
  const Numbers numbers(pair);
  const bool other_given = hasOtherGiven(pair);
  const bool renamed =
      middle == AgreementLevel::kEqual && addressBits(pair) >= 8 && !numbers.contradict();
  if (other_given && !numbers.same() && !renamed)
    return {Grade::kNot, agrees(birth) ? "twins: same birth date, other given name"
                                       : "other given name, other birth date"};
  if (other_given) return {Grade::kPossible, "other given name"};
  if (numbers.contradict()) return {Grade::kPossible, "identifiers contradict each other"};
  // People marry; then more than the address tells.
  const bool married = exact(given) && birth == AgreementLevel::kEqual &&
                       kindsOfAgreement(pair) > 1 && !contradictedBeyondAddress(pair);
  if (family == AgreementLevel::kDiffers && !agrees(numbers.id) && !married)
    return {Grade::kPossible, "other family name"};
  // A number entered for the mother instead of the child comes with the child's birth date.
  if (birth == AgreementLevel::kDiffers || birth == AgreementLevel::kNear)
    return {Grade::kPossible, "other birth date"};
  if (given == AgreementLevel::kPart && !numbers.same() && middle != AgreementLevel::kEqual)
    return {Grade::kPossible, "other order of given names"};
  if (pair.level(Field::kSuffix) == AgreementLevel::kDiffers)
    return {Grade::kPossible, "other suffix"};
  if (birth == AgreementLevel::kMissing && given == AgreementLevel::kMissing &&
      numbers.count() == 0)
    return {Grade::kNot, "neither given name nor birth date is known"};
  if ((birth == AgreementLevel::kMissing && dated) || given == AgreementLevel::kMissing)
    if (numbers.count() == 0 && (kindsOfAgreement(pair) < 2 || !exact(given) || !exact(family)))
      return {Grade::kPossible, "given name or birth date is not known"};
  if (exact(given) && exact(family) &&
      (birth == AgreementLevel::kEqual || birth == AgreementLevel::kMissing))
    return vetoOfExact(pair, surplus);
  // Where one authority has given two numbers, it may know why.
  constexpr double kAmple = 12;
  const bool doubted = numbers.local == AgreementLevel::kDiffers || surplus < kAmple;
  if (kindsOfAgreement(pair) < (doubted ? 2 : 1))
    return {Grade::kPossible, "name or birth date agree in part, and too little else does"};
  return {};
}

}  // namespace

bool areTwoPeople(const Compared& compared) {
  return hasOtherGiven(compared) && !Numbers(compared).same() &&
         compared.level(Field::kMiddle) != AgreementLevel::kEqual;
}

double leastScore(const Population& among) { return evenChance(among) + kPossibleBits; }

Decision decide(const Compared& compared, const Population& among) {
  Decision out;
  out.score = compared.total();
  out.surplus = out.score - evenChance(among);
  out.grade = byScore(out.surplus);
  if (!among.families) {
    // Fields are independent then, and the score is what it says: likelier than not is enough.
    if (out.grade == Grade::kPossible && out.surplus >= 0) out.grade = Grade::kProbable;
    return out;
  }
  const Veto veto = vetoOf(compared, out.surplus, among.dated);
  if (veto.most < out.grade) out.grade = veto.most, out.veto = veto.why;
  return out;
}

}  // namespace pontis
