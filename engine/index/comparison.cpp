#include "engine/index/comparison.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "engine/index/description.h"
#include "engine/index/pair.h"
#include "engine/index/similarity.h"

namespace pontis {
namespace {

using Id = Lexicon::Id;

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

// The numbers of one kind: the row's own and those of the extras.
template <class Visit>
void eachNumber(std::uint32_t own, Extras extras, Extra wanted, const Visit& visit) {
  if (own != 0) visit(own);
  eachExtra(extras, [&](Extra kind, Extras values) {
    if (kind == wanted) visit(values[0]);
  });
}

// Whether one has a further given name, or both the same number.
bool mayShareNumber(Extras a, Extras b) {
  bool found = false;
  eachExtra(a, [&](Extra kind, Extras ours) {
    eachExtra(b, [&](Extra other, Extras theirs) {
      found |= kind == Extra::kGivenWord || other == Extra::kGivenWord ||
               (kind >= Extra::kIdentifier && kind == other && ours[1] == theirs[1]);
    });
  });
  return found;
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

bool tooDifferent(std::uint32_t a, std::uint32_t b, std::size_t letters) {
  return static_cast<std::size_t>(std::popcount(a ^ b)) * 5 > letters * 2;
}

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
