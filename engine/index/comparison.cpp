#include "engine/index/comparison.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "engine/index/decision.h"
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
void eachNumber(std::uint32_t own, const Side& side, Extra wanted, const Visit& visit) {
  if (own != 0) visit(own);
  if (!side.has(wanted)) return;
  eachExtra(side.extras, [&](Extra kind, Extras values) {
    if (kind == wanted) visit(values[0]);
  });
}

}  // namespace

float Compared::total() const { return std::accumulate(bits.begin(), bits.end(), 0.f); }

AgreementLevel compareWords(const Spelling& one, const Spelling& other) {
  constexpr double kSimilar = 0.93, kAlike = 0.86;
  constexpr int kSlips = 2;
  const std::string_view a = one.text, b = other.text;
  if (a == b) return AgreementLevel::kEqual;
  if (sameForBothSexes(a, b)) return AgreementLevel::kVariant;
  if (!mayBeAlike(one, other, kAlike, kSlips)) return AgreementLevel::kDiffers;
  const std::size_t shorter = std::min(a.size(), b.size());
  if (shorter >= 3 && isOneEdit(a, b)) return AgreementLevel::kSimilar;
  const double similarity = jaroWinkler(a, b);
  if (similarity >= kSimilar) return AgreementLevel::kSimilar;
  const bool alike = similarity >= kAlike ||
                     (shorter >= 5 && similarity > 0.7 && editDistance(a, b, kSlips) == kSlips);
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
  eachNumber(a_.row.phone, a_, Extra::kPhone, [&](std::uint32_t x) {
    eachNumber(b_.row.phone, b_, Extra::kPhone, [&](std::uint32_t y) {
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
  eachNumber(a_.row.email, a_, Extra::kEmail, [&](std::uint32_t x) {
    eachNumber(b_.row.email, b_, Extra::kEmail, [&](std::uint32_t y) {
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
  const auto code = [](Extras values) { return std::uint64_t{values[2]} << 32 | values[1]; };
  for (const Extra wanted : {Extra::kIdentifier, Extra::kInsurance, Extra::kLocalIdentifier}) {
    if (!a_.has(wanted) || !b_.has(wanted)) continue;
    AgreementLevel best = AgreementLevel::kMissing;
    eachExtra(a_.extras, [&](Extra kind, Extras ours) {
      if (kind != wanted) return;
      eachExtra(b_.extras, [&](Extra other, Extras theirs) {
        if (other != wanted || ours[0] != theirs[0]) return;
        const std::uint64_t x = code(ours) & ~kDoubtful, y = code(theirs) & ~kDoubtful;
        const bool doubtful = ((code(ours) | code(theirs)) & kDoubtful) != 0;
        AgreementLevel level = x == y ? AgreementLevel::kEqual : AgreementLevel::kDiffers;
        if (level == AgreementLevel::kDiffers && wanted != Extra::kLocalIdentifier)
          level = compareDigits(UnpackedCode(x).view(), UnpackedCode(y).view());
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

float Pair::mostOfAddresses() const {
  const auto most = [&](Field field, Id one, Id other) {
    if (one == 0 || other == 0) return 0.f;
    return one == other ? weights_.most(field) : std::max(0.f, weights_.mostUnequal(field));
  };
  if (a_.has(Extra::kAddress) || b_.has(Extra::kAddress))
    return weights_.most(Field::kStreet) + weights_.most(Field::kCity) +
           weights_.most(Field::kPostalCode);
  const MatchRow &a = a_.row, &b = b_.row;
  const Id theirs = a.house == b.house || b.street == 0 ? b.street : ~b.street;
  return most(Field::kStreet, a.street, theirs) + most(Field::kCity, a.city, b.city) +
         most(Field::kPostalCode, a.postal, b.postal);
}

float Pair::mostOfOrigin() const {
  const MatchRow &a = a_.row, &b = b_.row;
  float out = 0;
  if (a.place != 0 && b.place != 0) out += weights_.most(Field::kBirthPlace);
  if (a.mother != 0 && b.mother != 0)
    out += a.mother == b.mother ? weights_.most(Field::kMother)
                                : std::max(0.f, weights_.mostUnequal(Field::kMother));
  return out;
}

bool Pair::reaches(const Bar& bar) {
  compareGiven();
  compareMiddle();
  compareGender();
  compareSocialSecurity();
  compareIdentifiers();
  if (bar.vetoes && areTwoPeople(out_) && !mayBeExchanged()) return false;
  compareFamily();
  compareExchangedNames();
  compareSuffix();
  compareBirths();
  comparePhones();
  compareEmails();
  // Sums of floats differ in the order in which they are made.
  constexpr double kRounding = 0.01;
  if (out_.total() + mostOfAddresses() + mostOfOrigin() + kRounding < bar.least) return false;
  compareAddresses();
  compareOrigin();
  return true;
}

Compared compare(const Side& a, const Side& b, const Scale& scale, WordMemo& memo) {
  Pair pair(a, b, scale, memo);
  pair.reaches({});
  return pair.compared();
}

std::optional<Compared> compareAbove(const Bar& bar, const Side& a, const Side& b,
                                     const Scale& scale, WordMemo& memo) {
  Pair pair(a, b, scale, memo);
  if (!pair.reaches(bar)) return std::nullopt;
  return pair.compared();
}

}  // namespace pontis
