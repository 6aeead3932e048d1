// Names: of a person, of where one was born, of one's mother.
#include <algorithm>

#include "engine/index/description.h"
#include "engine/index/pair.h"

namespace pontis {

bool sharesNickname(NicknameGroups a, NicknameGroups b) {
  const auto in = [&](std::uint16_t group) {
    return group != 0 && (group == b.first || group == b.second);
  };
  return in(a.first) || in(a.second);
}

AgreementLevel Pair::nameLevel(Id a, Id b) const {
  if (a == b) return AgreementLevel::kEqual;
  return memo_.level(WordMemo::Kind::kNames, a, b, [&] { return freshNameLevel(a, b); });
}

AgreementLevel Pair::freshNameLevel(Id a, Id b) const {
  const std::string_view x = words_.names.text(a), y = words_.names.text(b);
  if (isInitial(x) || isInitial(y))
    return x[0] == y[0] ? AgreementLevel::kPart : AgreementLevel::kDiffers;
  if (sharesNickname(words_.names.nicknames(a), words_.names.nicknames(b)))
    return AgreementLevel::kVariant;
  if (tooDifferent(words_.names.letters(a), words_.names.letters(b), x.size() + y.size()) &&
      x.substr(0, 3) != y.substr(0, 3))
    return AgreementLevel::kDiffers;
  return compareWords({x, words_.names.letters(a)}, {y, words_.names.letters(b)});
}

bool Pair::mayBeExchanged() const {
  const MatchRow &a = a_.row, &b = b_.row;
  return a.given != 0 && b.family != 0 && nameLevel(a.given, b.family) <= AgreementLevel::kAlike;
}

void Pair::compareExchangedNames() {
  const MatchRow &a = a_.row, &b = b_.row;
  if (out_.level(Field::kFamily) != AgreementLevel::kDiffers || a.given == 0 || b.given == 0 ||
      out_.level(Field::kGiven) == AgreementLevel::kEqual)
    return;
  const AgreementLevel one = nameLevel(a.given, b.family);
  if (one > AgreementLevel::kAlike) return;
  const AgreementLevel other = nameLevel(a.family, b.given);
  if (std::min(one, other) > AgreementLevel::kSimilar || other > AgreementLevel::kAlike) return;
  set(Field::kGiven, AgreementLevel::kSwapped);
  out_.set(Field::kFamily, AgreementLevel::kSwapped, 0);
}

void Pair::compareFamily() {
  const MatchRow &a = a_.row, &b = b_.row;
  if (a.family == 0 || b.family == 0) return;
  if (a.family == b.family) return setEqual(Field::kFamily, words_.shareOfFamily(a.family));
  AgreementLevel level = nameLevel(a.family, b.family);
  if (level == AgreementLevel::kPart)
    level = AgreementLevel::kDiffers;  // an initial of a family name says little
  if (level > AgreementLevel::kVariant &&
      (a_.has(Extra::kFamilyWord) || b_.has(Extra::kFamilyWord)))
    level = std::min(level, familyParts());
  set(Field::kFamily, level);
}

AgreementLevel Pair::familyParts() const {
  const auto anyEqual = [&](Id word, const Side &side) {
    bool found = side.row.family == word;
    eachExtra(side.extras, [&](Extra kind, Extras values) {
      if (kind == Extra::kFamilyWord) found |= values[0] == word;
    });
    return found;
  };
  bool shared = anyEqual(a_.row.family, b_) || anyEqual(b_.row.family, a_);
  eachExtra(a_.extras, [&](Extra kind, Extras values) {
    if (kind == Extra::kFamilyWord) shared |= anyEqual(values[0], b_);
  });
  return shared ? AgreementLevel::kPart : AgreementLevel::kDiffers;
}

void Pair::compareGiven() {
  const MatchRow &a = a_.row, &b = b_.row;
  if (a.given == 0 || b.given == 0) return;
  if (a.given == b.given) return setEqual(Field::kGiven, words_.shareOfGiven(a.given));
  AgreementLevel level = nameLevel(a.given, b.given);
  if (level == AgreementLevel::kDiffers &&
      (isFurtherGiven(a.given, b_) || isFurtherGiven(b.given, a_)))
    level = AgreementLevel::kPart;
  set(Field::kGiven, level);
}

bool Pair::isFurtherGiven(Id word, const Side &side) {
  bool found = side.row.middle == word;
  if (!side.has(Extra::kGivenWord)) return found;
  eachExtra(side.extras, [&](Extra kind, Extras values) {
    if (kind == Extra::kGivenWord) found |= values[0] == word;
  });
  return found;
}

void Pair::compareMiddle() {
  const MatchRow &a = a_.row, &b = b_.row;
  if (a.middle == 0 || b.middle == 0) return;
  if (a.middle == b.middle) return setEqual(Field::kMiddle, words_.shareOfGiven(a.middle));
  AgreementLevel level = nameLevel(a.middle, b.middle);
  if (level == AgreementLevel::kDiffers &&
      (isFurtherGiven(a.middle, b_) || isFurtherGiven(b.middle, a_)))
    level = AgreementLevel::kPart;
  // Two given names in the other order have been counted as the first one.
  if (level == AgreementLevel::kDiffers && (a.middle == b.given || b.middle == a.given)) return;
  set(Field::kMiddle, level);
}

void Pair::compareOrigin() {
  const MatchRow &a = a_.row, &b = b_.row;
  if (a.place != 0 && b.place != 0) {
    const AgreementLevel level = phraseLevel(a.place, b.place);
    const std::string_view x = words_.places.text(a.place), y = words_.places.text(b.place);
    if (level == AgreementLevel::kEqual)
      setEqual(Field::kBirthPlace, words_.shareOfCity(a.place));
    else if (level == AgreementLevel::kDiffers && (x.find(y) != x.npos || y.find(x) != y.npos))
      set(Field::kBirthPlace, AgreementLevel::kPart);
    else
      set(Field::kBirthPlace, level == AgreementLevel::kVariant ? AgreementLevel::kSimilar : level);
  }
  if (a.mother != 0 && b.mother != 0) {
    if (a.mother == b.mother && (a.mother == a.family || a.mother == b.family))
      set(Field::kMother, AgreementLevel::kPart);  // says again what the family name says
    else if (a.mother == b.mother)
      setEqual(Field::kMother, words_.shareOfFamily(a.mother));
    else
      set(Field::kMother, nameLevel(a.mother, b.mother));
  }
}

}  // namespace pontis
