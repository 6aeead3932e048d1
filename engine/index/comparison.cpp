#include "engine/index/comparison.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "engine/index/description.h"
#include "engine/index/similarity.h"

namespace pontis {
namespace {

using Id = Lexicon::Id;

// Of the pairs of different persons that come to be compared, so many live together.
constexpr double kShareOfHousehold = 0.0005;
constexpr double kHousesInStreet = 50;

bool sharesNickname(NicknameGroups a, NicknameGroups b) {
  const auto in = [&](std::uint16_t group) {
    return group != 0 && (group == b.first || group == b.second);
  };
  return in(a.first) || in(a.second);
}

bool isInitial(std::string_view word) { return word.size() == 1; }

// Numbers of the same authority, as digits: a slip is one digit, or two neighbours swapped.
AgreementLevel compareDigits(std::string_view a, std::string_view b) {
  if (a == b) return AgreementLevel::kEqual;
  if (isOneEdit(a, b)) return AgreementLevel::kSimilar;
  if (std::min(a.size(), b.size()) <= 5) return AgreementLevel::kDiffers;
  // Most numbers have nothing in common; that is seen in their places.
  if (a.size() == b.size()) {
    int other = 0;
    for (std::size_t i = 0; i < a.size(); ++i) other += a[i] != b[i];
    if (other > 4) return AgreementLevel::kDiffers;
  }
  return editDistance(a, b, 2) == 2 ? AgreementLevel::kAlike : AgreementLevel::kDiffers;
}

// The digits of a number that is kept with one added.
class Decimal {
 public:
  explicit Decimal(std::uint32_t plus_one) {
    std::uint32_t rest = plus_one - 1;
    do digits_[--begin_] = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) != 0);
  }
  std::string_view view() const { return {&digits_[begin_], digits_.size() - begin_}; }

 private:
  std::array<char, 10> digits_;
  std::size_t begin_ = 10;
};

AgreementLevel compareNumbers(std::uint32_t a, std::uint32_t b) {
  return a == b ? AgreementLevel::kEqual : compareDigits(Decimal(a).view(), Decimal(b).view());
}

// Words of so different letters are not alike.
bool tooDifferent(std::uint32_t a, std::uint32_t b, std::size_t letters) {
  return static_cast<std::size_t>(std::popcount(a ^ b)) * 5 > letters * 2;
}

class Pair {
 public:
  Pair(const Side& a, const Side& b, const Vocabulary& words, const Weights& weights,
       const Population& among)
      : a_(a), b_(b), words_(words), weights_(weights), among_(among) {}

  Compared compare() {
    compareNames();
    compareBirths();
    compareGender();
    compareAddresses();
    comparePhones();
    compareEmails();
    compareOrigin();
    compareSocialSecurity();
    compareIdentifiers();
    return out_;
  }

 private:
  void set(Field field, AgreementLevel level) {
    out_.set(field, level, weights_.bits(field, level));
  }
  void setEqual(Field field, double share) {
    out_.set(field, AgreementLevel::kEqual, weights_.equalBits(field, share));
  }

  AgreementLevel nameLevel(Id a, Id b) const {
    if (a == b) return AgreementLevel::kEqual;
    const std::string_view x = words_.names.text(a), y = words_.names.text(b);
    if (isInitial(x) || isInitial(y))
      return x[0] == y[0] ? AgreementLevel::kPart : AgreementLevel::kDiffers;
    if (sharesNickname(words_.names.nicknames(a), words_.names.nicknames(b)))
      return AgreementLevel::kVariant;
    if (tooDifferent(words_.names.letters(a), words_.names.letters(b), x.size() + y.size()) &&
        x.substr(0, 3) != y.substr(0, 3))
      return AgreementLevel::kDiffers;
    return compareWords(x, y);
  }

  void compareNames() {
    const MatchRow &a = a_.row, &b = b_.row;
    compareFamily();
    compareGiven();
    compareMiddle();
    // Given and family name in each other's place.
    if (out_.level(Field::kFamily) == AgreementLevel::kDiffers && a.given != 0 && b.given != 0 &&
        out_.level(Field::kGiven) != AgreementLevel::kEqual) {
      const AgreementLevel one = nameLevel(a.given, b.family), other = nameLevel(a.family, b.given);
      if (std::min(one, other) <= AgreementLevel::kSimilar &&
          std::max(one, other) <= AgreementLevel::kAlike) {
        set(Field::kGiven, AgreementLevel::kSwapped);
        out_.set(Field::kFamily, AgreementLevel::kSwapped, 0);
      }
    }
    if (a.suffix != 0 && b.suffix != 0)
      set(Field::kSuffix, a.suffix == b.suffix ? AgreementLevel::kEqual : AgreementLevel::kDiffers);
  }

  void compareFamily() {
    const MatchRow &a = a_.row, &b = b_.row;
    if (a.family == 0 || b.family == 0) return;
    if (a.family == b.family) return setEqual(Field::kFamily, words_.shareOfFamily(a.family));
    AgreementLevel level = nameLevel(a.family, b.family);
    if (level == AgreementLevel::kPart)
      level = AgreementLevel::kDiffers;  // an initial of a family name says little
    if (level > AgreementLevel::kVariant && (!a_.extras.empty() || !b_.extras.empty()))
      level = std::min(level, familyParts());
    set(Field::kFamily, level);
  }

  // kPart if a word of one family name is a word of the other.
  AgreementLevel familyParts() const {
    const auto anyEqual = [&](Id word, const Side& side) {
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

  void compareGiven() {
    const MatchRow &a = a_.row, &b = b_.row;
    if (a.given == 0 || b.given == 0) return;
    if (a.given == b.given) return setEqual(Field::kGiven, words_.shareOfGiven(a.given));
    AgreementLevel level = nameLevel(a.given, b.given);
    if (level == AgreementLevel::kDiffers &&
        (isFurtherGiven(a.given, b_) || isFurtherGiven(b.given, a_)))
      level = AgreementLevel::kPart;
    set(Field::kGiven, level);
  }

  static bool isFurtherGiven(Id word, const Side& side) {
    bool found = side.row.middle == word;
    eachExtra(side.extras, [&](Extra kind, Extras values) {
      if (kind == Extra::kGivenWord) found |= values[0] == word;
    });
    return found;
  }

  void compareMiddle() {
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

  void compareBirths();
  void compareGender() {
    const std::uint8_t a = a_.row.gender, b = b_.row.gender;
    if (a != 0 && b != 0)
      set(Field::kGender, a == b ? AgreementLevel::kEqual : AgreementLevel::kDiffers);
  }

  struct Place {
    Id street, house, city, postal;
  };
  void compareAddresses();
  void comparePlaces(const Place& a, const Place& b, Compared& out) const;
  AgreementLevel phraseLevel(Id a, Id b) const;
  AgreementLevel streetLevel(const Place& a, const Place& b) const;
  void comparePhones();
  void compareEmails();
  void compareOrigin();
  void compareSocialSecurity();
  void compareIdentifiers();

  const Side &a_, &b_;
  const Vocabulary& words_;
  const Weights& weights_;
  const Population& among_;
  Compared out_;
};

void Pair::compareBirths() {
  const PackedDate a = a_.row.birth, b = b_.row.birth;
  if (!a || !b) return;
  if (!a.complete() || !b.complete()) {
    const bool year = a.year() == b.year();
    const bool month = a.month() == 0 || b.month() == 0 || a.month() == b.month();
    return set(Field::kBirthDate, year && month ? AgreementLevel::kPart : AgreementLevel::kDiffers);
  }
  if (a == b) return setEqual(Field::kBirthDate, words_.shareOfBirth(a));
  if (a.year() == b.year() && a.month() == b.day() && a.day() == b.month())
    return set(Field::kBirthDate, AgreementLevel::kSwapped);
  // Where only the year is known, as a rule the first of January is written.
  const auto vague = [](PackedDate date) { return date.month() == 1 && date.day() == 1; };
  if (a.year() == b.year() && (vague(a) || vague(b)))
    return set(Field::kBirthDate, AgreementLevel::kPart);
  const Decimal x(a.year() * 10000 + a.month() * 100 + a.day() + 1);
  const Decimal y(b.year() * 10000 + b.month() * 100 + b.day() + 1);
  const AgreementLevel slips = compareDigits(x.view(), y.view());
  if (slips != AgreementLevel::kDiffers) return set(Field::kBirthDate, slips);
  const int parts = (a.year() == b.year()) + (a.month() == b.month()) + (a.day() == b.day());
  set(Field::kBirthDate, parts == 2 ? AgreementLevel::kNear : AgreementLevel::kDiffers);
}

AgreementLevel Pair::phraseLevel(Id a, Id b) const {
  if (a == b) return AgreementLevel::kEqual;
  const std::string_view x = words_.places.text(a), y = words_.places.text(b);
  if (tooDifferent(words_.places.letters(a), words_.places.letters(b), x.size() + y.size()))
    return AgreementLevel::kDiffers;
  const AgreementLevel level = compareWords(x, y);
  // Long names take more slips.
  const std::size_t shorter = std::min(x.size(), y.size());
  if (level == AgreementLevel::kAlike && shorter >= 10 && editDistance(x, y, 2) <= 2)
    return AgreementLevel::kSimilar;
  if (level == AgreementLevel::kDiffers && shorter >= 10 && editDistance(x, y, 3) <= 3)
    return AgreementLevel::kAlike;
  return level;
}

AgreementLevel Pair::streetLevel(const Place& a, const Place& b) const {
  const AgreementLevel street = phraseLevel(a.street, b.street);
  if (a.house == 0 || b.house == 0)
    return street == AgreementLevel::kEqual     ? AgreementLevel::kAlike
           : street <= AgreementLevel::kSimilar ? AgreementLevel::kPart
                                                : AgreementLevel::kDiffers;
  const AgreementLevel house =
      a.house == b.house ? AgreementLevel::kEqual
                         : compareDigits(words_.codes.text(a.house), words_.codes.text(b.house));
  if (house == AgreementLevel::kEqual && street <= AgreementLevel::kSimilar)
    return street == AgreementLevel::kEqual ? AgreementLevel::kEqual : AgreementLevel::kSimilar;
  if (house == AgreementLevel::kSimilar && street <= AgreementLevel::kSimilar)
    return street == AgreementLevel::kEqual ? AgreementLevel::kAlike : AgreementLevel::kPart;
  const bool near = street == AgreementLevel::kEqual ||
                    (street == AgreementLevel::kAlike && house == AgreementLevel::kEqual);
  return near ? AgreementLevel::kNear : AgreementLevel::kDiffers;
}

void Pair::comparePlaces(const Place& a, const Place& b, Compared& out) const {
  const auto put = [&](Field field, AgreementLevel level) {
    out.set(field, level, weights_.bits(field, level));
  };
  if (a.street != 0 && b.street != 0) {
    const AgreementLevel level = streetLevel(a, b);
    const double share = words_.shareOfStreet(a.street);
    if (level == AgreementLevel::kEqual)
      out.set(
          Field::kStreet, level,
          weights_.equalBits(Field::kStreet, std::max(share / kHousesInStreet,
                                                      among_.families ? kShareOfHousehold : 0)));
    else
      put(Field::kStreet, level);
  }
  if (a.city != 0 && b.city != 0) {
    const AgreementLevel city = phraseLevel(a.city, b.city);
    if (city == AgreementLevel::kEqual)
      out.set(Field::kCity, city, weights_.equalBits(Field::kCity, words_.shareOfCity(a.city)));
    else
      put(Field::kCity, city == AgreementLevel::kVariant ? AgreementLevel::kSimilar : city);
  }
  if (a.postal != 0 && b.postal != 0) {
    if (a.postal == b.postal)
      out.set(Field::kPostalCode, AgreementLevel::kEqual,
              weights_.equalBits(Field::kPostalCode, words_.shareOfPostal(a.postal)));
    else
      put(Field::kPostalCode,
          compareDigits(words_.codes.text(a.postal), words_.codes.text(b.postal)));
  }
  // A postal code and its city say nearly the same; somebody who moved has moved in all fields.
  float& city = out.bits[static_cast<std::size_t>(Field::kCity)];
  float& postal = out.bits[static_cast<std::size_t>(Field::kPostalCode)];
  float& street = out.bits[static_cast<std::size_t>(Field::kStreet)];
  if (city > 0 && postal > 0) (city < postal ? city : postal) *= 0.4f;
  if (city < 0 && postal < 0) (city > postal ? city : postal) *= 0.4f;
  if (street < 0 && city + postal < 0) street *= 0.5f;
}

void Pair::compareAddresses() {
  const auto list = [](const Side& side, auto& out) {
    const MatchRow& row = side.row;
    std::size_t count = 0;
    out[count++] = Place{row.street, row.house, row.city, row.postal};
    eachExtra(side.extras, [&](Extra kind, Extras values) {
      if (kind == Extra::kAddress && count < out.size())
        out[count++] = Place{values[0], values[1], values[2], values[3]};
    });
    return count;
  };
  std::array<Place, 6> ours, theirs;
  const std::size_t m = list(a_, ours), n = list(b_, theirs);
  float best = -1e9f;
  Compared chosen;
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      Compared now;
      comparePlaces(ours[i], theirs[j], now);
      const float total =
          now.weight(Field::kStreet) + now.weight(Field::kCity) + now.weight(Field::kPostalCode);
      if (total > best) best = total, chosen = now;
    }
  for (const Field field : {Field::kStreet, Field::kCity, Field::kPostalCode})
    out_.set(field, chosen.level(field), chosen.weight(field));
}

// The numbers of one kind: the row's own and those of the extras.
template <class Visit>
void eachNumber(std::uint32_t own, Extras extras, Extra wanted, const Visit& visit) {
  if (own != 0) visit(own);
  eachExtra(extras, [&](Extra kind, Extras values) {
    if (kind == wanted) visit(values[0]);
  });
}

void Pair::comparePhones() {
  AgreementLevel best = AgreementLevel::kMissing;
  eachNumber(a_.row.phone, a_.extras, Extra::kPhone, [&](std::uint32_t x) {
    eachNumber(b_.row.phone, b_.extras, Extra::kPhone, [&](std::uint32_t y) {
      AgreementLevel level = compareNumbers(x, y);
      // The number in its place without the code of its area, which may change.
      if (level > AgreementLevel::kVariant && (x - 1) % 10'000'000 == (y - 1) % 10'000'000)
        level = AgreementLevel::kVariant;
      if (best == AgreementLevel::kMissing || level < best) best = level;
    });
  });
  if (best == AgreementLevel::kEqual)
    setEqual(Field::kPhone, among_.families ? kShareOfHousehold : 0);
  else if (best != AgreementLevel::kMissing)
    set(Field::kPhone, best);
}

void Pair::compareEmails() {
  AgreementLevel best = AgreementLevel::kMissing;
  eachNumber(a_.row.email, a_.extras, Extra::kEmail, [&](std::uint32_t x) {
    eachNumber(b_.row.email, b_.extras, Extra::kEmail, [&](std::uint32_t y) {
      if (best != AgreementLevel::kEqual)
        best = x == y ? AgreementLevel::kEqual : AgreementLevel::kDiffers;
    });
  });
  if (best != AgreementLevel::kMissing) set(Field::kEmail, best);
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

void Pair::compareSocialSecurity() {
  const std::uint32_t a = a_.row.ssn, b = b_.row.ssn;
  if (a == 0 || b == 0) return;
  set(Field::kSocialSecurity, compareNumbers(a, b));
}

void Pair::compareIdentifiers() {
  const auto identifies = [](Extra kind) { return kind >= Extra::kIdentifier; };
  const auto code = [](Extras values) { return std::uint64_t{values[2]} << 32 | values[1]; };
  if (a_.extras.empty() || b_.extras.empty()) return;
  for (const Extra wanted : {Extra::kIdentifier, Extra::kInsurance, Extra::kLocalIdentifier}) {
    AgreementLevel best = AgreementLevel::kMissing;
    eachExtra(a_.extras, [&](Extra kind, Extras ours) {
      if (kind != wanted || !identifies(kind)) return;
      eachExtra(b_.extras, [&](Extra other, Extras theirs) {
        if (other != wanted || ours[0] != theirs[0]) return;
        const std::uint64_t x = code(ours) & ~kDoubtful, y = code(theirs) & ~kDoubtful;
        const bool doubtful = ((code(ours) | code(theirs)) & kDoubtful) != 0;
        AgreementLevel level = x == y ? AgreementLevel::kEqual : AgreementLevel::kDiffers;
        if (level == AgreementLevel::kDiffers && wanted != Extra::kLocalIdentifier)
          level = compareDigits(unpackCode(x), unpackCode(y));
        if (level == AgreementLevel::kDiffers && doubtful) return;
        if (best == AgreementLevel::kMissing || level < best) best = level;
      });
    });
    if (best != AgreementLevel::kMissing)
      set(wanted == Extra::kIdentifier  ? Field::kIdentifier
          : wanted == Extra::kInsurance ? Field::kInsurance
                                        : Field::kLocalIdentifier,
          best);
  }
}

}  // namespace

float Compared::total() const { return std::accumulate(bits.begin(), bits.end(), 0.f); }

AgreementLevel compareWords(std::string_view a, std::string_view b) {
  if (a == b) return AgreementLevel::kEqual;
  if (sameForBothSexes(a, b)) return AgreementLevel::kVariant;
  const std::size_t shorter = std::min(a.size(), b.size());
  const double similarity = jaroWinkler(a, b);
  const bool slip = shorter >= 3 && isOneEdit(a, b);
  if (similarity >= 0.93 || slip) return AgreementLevel::kSimilar;
  const bool alike =
      similarity >= 0.86 || (shorter >= 5 && similarity > 0.7 && editDistance(a, b, 2) == 2);
  return alike ? AgreementLevel::kAlike : AgreementLevel::kDiffers;
}

// Whether both have a further given name, or a number of the same authority.
static bool mayShareNumber(Extras a, Extras b) {
  bool found = false;
  eachExtra(a, [&](Extra kind, Extras ours) {
    eachExtra(b, [&](Extra other, Extras theirs) {
      found |= kind == Extra::kGivenWord || other == Extra::kGivenWord ||
               (kind >= Extra::kIdentifier && kind == other && ours[1] == theirs[1]);
    });
  });
  return found;
}

bool plainlyOthers(const Side& a, const Side& b, const Vocabulary& words) {
  const Id x = a.row.given, y = b.row.given;
  if (x == 0 || y == 0 || x == y) return false;
  if (!a.extras.empty() && !b.extras.empty() && mayShareNumber(a.extras, b.extras)) return false;
  if (a.row.ssn != 0 && b.row.ssn != 0) return false;
  if (x == b.row.middle || y == a.row.middle || a.row.middle == b.row.middle)
    if (a.row.middle != 0 || b.row.middle != 0) return false;
  if (sharesNickname(words.names.nicknames(x), words.names.nicknames(y))) return false;
  const std::string_view given = words.names.text(x), other = words.names.text(y);
  if (isInitial(given) || isInitial(other) || given.substr(0, 2) == other.substr(0, 2))
    return false;
  if (!tooDifferent(words.names.letters(x), words.names.letters(y), given.size() + other.size()))
    return false;
  // Given and family name may have changed places, in whole or in part.
  const auto far = [&](Id one, Id two) {
    return one == 0 || two == 0 ||
           tooDifferent(words.names.letters(one), words.names.letters(two),
                        words.names.text(one).size() + words.names.text(two).size());
  };
  return far(x, b.row.family) || far(y, a.row.family);
}

Compared compare(const Side& a, const Side& b, const Vocabulary& words, const Weights& weights,
                 const Population& among) {
  return Pair(a, b, words, weights, among).compare();
}

}  // namespace pontis
